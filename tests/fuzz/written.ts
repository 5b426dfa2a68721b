import fc from "fast-check";
import * as ts from "typescript";
import type { Fields, FieldType } from "../../provider/core/fields";
import type { Checked } from "../../provider/core/resource";
import { type Properties, unknown } from "../../provider/core/wire";

// What a program might write, made from the field rows themselves: the TypeScript type of an input says its shape, the
// words of its range say which values are near its limits, and its own check says which of what comes of it is right.

/** Values that have broken programs before, in any place where a text, a name or a number may stand. */
const hostileTexts = [
  ...[
    "",
    " ",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "prototype",
    "valueOf",
    "__defineGetter__",
  ],
  ...[
    "null",
    "undefined",
    "true",
    "NaN",
    "-0",
    "1e309",
    "9007199254740993",
    "[object Object]",
    "%{x}",
    "{{x}}",
  ],
  ...[
    "../../etc/passwd",
    "a\u0000b",
    "a\nb",
    "\r\nX-Header: 1",
    "\ud800",
    "\u202e",
    "é",
    "e\u0301",
    "Ⅷ",
    "💥",
    "*",
    "**",
  ],
  ...[
    "'; DROP TABLE images; --",
    "<script>",
    "%00",
    "%2e%2e%2f",
    "?",
    "#",
    "#1",
    "@",
    ":",
    "/",
    "a:",
    ":a",
    "a@",
    "a/",
  ],
  ...["a".repeat(300), "(a+)+$".repeat(20), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"],
  ...[
    "team/api:1.4",
    "images[0]",
    'images["a"]',
    "moved: sha256:0",
    "until 2026-01-01: x",
    "expired 2026-01-01: x",
  ],
];
const hostileNumbers = [0, -0, -1, 1, 0.5, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e21, Number.MIN_VALUE];

/** Anything that the engine's protocol carries, the mark of what is not known yet included. */
export const garbage: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(null, true, false, unknown, [], {}, [[]], [null], [{}]), weight: 2 },
  { arbitrary: fc.constantFrom<unknown>(...hostileTexts, ...hostileNumbers), weight: 3 },
  { arbitrary: fc.string({ unit: "binary", maxLength: 12 }), weight: 1 },
  {
    arbitrary: fc.anything({
      maxDepth: 3,
      maxKeys: 4,
      key: fc.constantFrom(...hostileTexts, "id", "name", "tag", "digest"),
      values: [fc.constantFrom<unknown>(...hostileTexts, ...hostileNumbers, null, true, unknown)],
      withNullPrototype: false,
    }),
    weight: 2,
  },
);

const hex = (digit: string, length: number): string => digit.repeat(length);
/** References of every form that a registry knows, and things that only look like one. */
const references: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "", "registry.example.com/", "localhost:5000/", "swr.cn-north-4.myhuaweicloud.com/"),
    fc.constantFrom("team/api", "team/web", "library/redis", "a/b/c", "nginx", "Team/API", "team_x/a-b.c"),
    fc.constantFrom("", ":1.4", ":latest", ":2026.03", ":V_1", ":constructor", ":__proto__", ":"),
    fc.constantFrom("", "", `@sha256:${hex("a", 64)}`, `@sha256:${hex("1", 64)}`, "@sha256:12", "@md5:1"),
  )
  .map((parts) => parts.join(""));
/** What names other things than images: days, times, zones, ids. */
const words = fc.constantFrom(
  ...["a", "team", "prod", "default", "api", "c-1", "cls-1a2b3c4d", "4711", "0", "sha256", "x y", "ä"],
  ...[
    "2026-02-28",
    "2026-02-30",
    "2030-01-01",
    "03:00",
    "03:30:00",
    "23:59",
    "24:00",
    "UTC",
    "Asia/Shanghai",
  ],
  ...[
    "Europe/Berlin",
    hex("f", 32),
    hex("a", 64),
    `sha256:${hex("a", 64)}`,
    "CVE-2026-1234",
    "https://example.com",
  ],
);

/** What a program may write for an input of `type`, in the right shape if not with the right content. */
function shaped(type: FieldType<unknown>): fc.Arbitrary<unknown> {
  const named = [...type.range.matchAll(/`([^`]+)`/g)].flatMap(([, word]) =>
    word === undefined ? [] : [word],
  );
  const bounds = [...type.range.matchAll(/\b\d+\b/g)].map(([digits]) => Number(digits));
  const leaves: Leaves = {
    text: fc.oneof(
      { arbitrary: references, weight: 3 },
      { arbitrary: words, weight: 3 },
      { arbitrary: fc.constantFrom("a", ...named), weight: 2 },
      { arbitrary: fc.constantFrom(...hostileTexts), weight: 1 },
      { arbitrary: fc.string({ maxLength: 8 }), weight: 1 },
    ),
    number: fc.oneof(
      fc.integer({ min: 0, max: 400 }),
      fc.constantFrom(1, ...bounds.flatMap((bound) => [bound - 1, bound, bound + 1])),
      fc.constantFrom(...hostileNumbers),
    ),
  };
  const source = ts.createSourceFile("input.ts", `type Input = ${type.input};`, ts.ScriptTarget.Latest);
  const [statement] = source.statements;
  if (!statement || !ts.isTypeAliasDeclaration(statement)) throw new TypeError(`no type: ${type.input}`);
  return ofNode(statement.type, leaves, source);
}

interface Leaves {
  readonly text: fc.Arbitrary<string>;
  readonly number: fc.Arbitrary<number>;
}

function ofNode(node: ts.TypeNode, leaves: Leaves, source: ts.SourceFile): fc.Arbitrary<unknown> {
  const inner = (one: ts.TypeNode): fc.Arbitrary<unknown> => ofNode(one, leaves, source);
  if (ts.isParenthesizedTypeNode(node)) return inner(node.type);
  if (ts.isTypeOperatorNode(node)) return inner(node.type);
  if (ts.isUnionTypeNode(node)) return fc.oneof(...node.types.map(inner));
  if (ts.isArrayTypeNode(node)) return fc.array(inner(node.elementType), { maxLength: 4 });
  if (ts.isLiteralTypeNode(node)) return fc.constant(literal(node.literal));
  if (ts.isTypeLiteralNode(node)) return members(node, inner, source);
  if (node.kind === ts.SyntaxKind.StringKeyword) return leaves.text;
  if (node.kind === ts.SyntaxKind.NumberKeyword) return leaves.number;
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return fc.boolean();
  if (ts.isTypeReferenceNode(node)) {
    const [first, second] = node.typeArguments ?? [];
    const name = node.typeName.getText(source);
    if (name === "pulumi.Input" && first) return inner(first);
    if (name === "Record" && second)
      return fc.dictionary(fc.constantFrom("a", "b", ...hostileTexts), inner(second), { maxKeys: 3 });
    return named(name);
  }
  throw new TypeError(`no values are known for the type ${node.getText(source)}`);
}

function literal(node: ts.LiteralTypeNode["literal"]): unknown {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  throw new TypeError(`no values are known for a literal of kind ${ts.SyntaxKind[node.kind]}`);
}

/** An object with some of its optional members, and all others. */
function members(
  node: ts.TypeLiteralNode,
  inner: (node: ts.TypeNode) => fc.Arbitrary<unknown>,
  source: ts.SourceFile,
): fc.Arbitrary<unknown> {
  const all = node.members.filter(ts.isPropertySignature);
  const shape = all.flatMap((member) =>
    member.type ? [[member.name.getText(source), inner(member.type)] as const] : [],
  );
  const required = all.filter((member) => !member.questionToken).map((member) => member.name.getText(source));
  return fc.record(Object.fromEntries(shape), { requiredKeys: required, noNullPrototype: true });
}

/** The types that stand in the SDK by hand, because a vendor's task decides over them. */
function named(name: string): fc.Arbitrary<unknown> {
  const kinds = ["RegistryScanTask", "LocalScanTask", "ContainerScanTask"].map(
    (task) => `${task.charAt(0).toLowerCase()}${task.slice(1)}`,
  );
  const clouds = ["tencentcloud", "alicloud", "huaweicloud"];
  const known = clouds.flatMap((cloud) => kinds.map((kind) => `${cloud}/${kind}`));
  if (name === "T") {
    const kind = fc.oneof(fc.constantFrom(...known), fc.constantFrom(...hostileTexts, unknown, "scanGate"));
    const images = fc.dictionary(references, fc.constant(""), { maxKeys: 3 });
    const task = {
      kind,
      id: words,
      images,
      resolved: fc.constant({}),
      runs: fc.constant([]),
      followed: fc.constant([]),
    };
    return fc.record(task, { requiredKeys: ["kind"], noNullPrototype: true });
  }
  if (name === "MaxFindings") {
    const count = fc.oneof(fc.nat(9), fc.constantFrom(...hostileNumbers));
    const level = fc.constantFrom(
      "critical",
      "high",
      "medium",
      "low",
      "malware",
      "sensitiveInfo",
      "constructor",
    );
    return fc.dictionary(level, count, { maxKeys: 3 });
  }
  if (name === "Exception") {
    const exception = {
      vulnerability: fc.constantFrom("CVE-2026-1234", "CVE-2026-1", "__proto__", "", "a in b"),
      images: fc.array(references, { minLength: 1, maxLength: 3 }),
      until: fc.constantFrom("2026-02-28", "2030-01-01", "2020-02-30", "soon"),
      reason: fc.constantFrom("not reachable", "in test only", " ", "until 2030-01-01: x"),
    };
    return fc.record(exception, {
      requiredKeys: ["vulnerability", "until", "reason"],
      noNullPrototype: true,
    });
  }
  throw new TypeError(`no values are known for the type ${name}`);
}

/** How each input of a program is chosen: what a check takes, what only has its shape, or anything. */
export interface Written {
  /** A program whose inputs are right one by one; whether they go together the rules say. */
  readonly sound: fc.Arbitrary<Properties>;
  /** A program of which nothing can be said. */
  readonly any: fc.Arbitrary<Properties>;
}

/** How many values of each input are tried to find those that are right. */
const tried = 200;

/** Programs for a resource with these `fields`, of which `check` says what is wrong. */
export function written(fields: Fields, check: (news: Properties) => Checked, seed: number): Written {
  const rows = Object.entries(fields).map(([name, { type, presence }]) => {
    const shape = shaped(type);
    const right = fc
      .sample(shape, { numRuns: tried, seed })
      .map(carriedOver)
      .filter((value) => !isFaulty(name, check({ [name]: value })));
    if (right.length === 0)
      throw new Error(`${name}: none of ${tried} values of type ${type.input} is right`);
    return { name, presence, shape, right: fc.constantFrom(...right) };
  });
  const sound = rows.map(
    ({ name, presence, right }) => [name, presence === "required" ? right : sometimes(right)] as const,
  );
  const any = rows.map(({ name, shape, right }) => {
    const value = fc.oneof({ arbitrary: right, weight: 5 }, { arbitrary: shape, weight: 3 }, garbage);
    return [name, sometimes(value)] as const;
  });
  const strangers = fc.dictionary(fc.constantFrom(...hostileTexts, "image", "Images"), garbage, {
    maxKeys: 2,
  });
  return {
    sound: fc.record(Object.fromEntries(sound)).map(given),
    any: fc
      .tuple(fc.record(Object.fromEntries(any)), fc.oneof(fc.constant({}), strangers))
      .map(([inputs, more]) => given({ ...more, ...inputs })),
  };
}

/** Most inputs can be left out, and those of which only one may be given must. */
function sometimes<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: value, weight: 1 });
}

/** Whether what is wrong is this input, and not what does not stand beside it. */
function isFaulty(name: string, { failures }: Checked): boolean {
  return failures.some(
    ({ property, reason }) =>
      property === name || (reason.startsWith(name) && /^[.[:]/.test(reason.slice(name.length))),
  );
}

/** `properties` as they come over the wire, where nothing is undefined. */
function given(properties: Properties): Properties {
  const there = Object.entries(properties).filter(([, value]) => value !== undefined);
  return carriedOver(Object.fromEntries(there));
}

/** What the engine's protocol makes of `value`: it knows no other objects than plain ones, and drops what is undefined. */
function carriedOver<T>(value: T): T {
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item));
  return JSON.parse(text) as T;
}

import { createHash } from "node:crypto";
import type { Severity } from "../provider/core/findings";
import type { JudgedImage, JudgedVulnerability } from "../provider/core/judgement";

/**
 * How a severity is told: SARIF's level, and the score by which code hosts sort. A vulnerability whose severity the
 * vendor does not tell is a warning without a score.
 */
const told = {
  critical: { level: "error", score: "9.5" },
  high: { level: "error", score: "8.0" },
  medium: { level: "warning", score: "5.5" },
  low: { level: "note", score: "2.0" },
} as const satisfies Record<Severity, { level: string; score: string }>;

const worstFirst = Object.keys(told) as Severity[];

/** The most that GitHub takes of a text which stands in a list of alerts. */
const shortText = 1024;

interface SarifOptions {
  readonly version: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** What one image has of a vulnerability in one package: the rows of a vendor's list that differ in nothing else. */
type Found = readonly [JudgedVulnerability, ...JudgedVulnerability[]];

/** The vulnerabilities of judged images as SARIF 2.1.0. https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export function sarifOf(images: readonly JudgedImage[], options: SarifOptions): string {
  const rules = new Map<string, Found>();
  for (const one of images.flatMap(({ listed }) => listed)) group(rules, one.id, one);
  const indexes = new Map([...rules.keys()].map((id, index) => [id, index]));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pulumi-image-scan",
            version: options.version,
            rules: [...rules.values()].map(ruleOf),
          },
        },
        invocations: [
          {
            executionSuccessful: images.every(({ findings }) => findings !== undefined),
            startTimeUtc: options.startedAt.toISOString(),
            endTimeUtc: options.finishedAt.toISOString(),
            toolExecutionNotifications: images.flatMap(notificationOf),
          },
        ],
        results: images.flatMap((image) =>
          foundIn(image).map((found) => resultOf(image.image, found, indexes.get(found[0].id) ?? 0)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function group(groups: Map<string, Found>, key: string, one: JudgedVulnerability): void {
  const others = groups.get(key);
  groups.set(key, others ? [...others, one] : [one]);
}

/** What an image has, by vulnerability and package. */
function foundIn({ listed }: JudgedImage): readonly Found[] {
  const groups = new Map<string, Found>();
  for (const one of listed) group(groups, JSON.stringify([one.id, one.package]), one);
  return [...groups.values()];
}

function ruleOf(found: Found): object {
  const [{ id }] = found;
  const severity = worstOf(found);
  const title = found.find((one) => one.title !== undefined)?.title ?? id;
  const url = found.map((one) => one.url).find(isWebAddress);
  const names = [...new Set(found.flatMap(({ aliases = [], cves = [] }) => [...aliases, ...cves]))];
  const about = [
    ...(names.length === 0 ? [] : [`Also: ${names.join(", ")}.`]),
    ...(url === undefined ? [] : [url]),
  ];
  return {
    id,
    shortDescription: { text: title.slice(0, shortText) },
    fullDescription: { text: title },
    ...(url === undefined ? {} : { helpUri: url }),
    help: { text: [title, ...about].join("\n") },
    defaultConfiguration: { level: levelOf(severity) },
    properties: {
      tags: ["security", "vulnerability", ...(severity === undefined ? [] : [severity])],
      ...(severity === undefined ? {} : { "security-severity": told[severity].score }),
    },
  };
}

function resultOf(image: string, found: Found, ruleIndex: number): object {
  const [{ id, package: name }] = found;
  const excuses = found.every(({ excused }) => excused !== undefined) ? found.map(justificationOf) : [];
  return {
    ruleId: id,
    ruleIndex,
    level: levelOf(worstOf(found)),
    message: { text: messageOf(image, found) },
    locations: [locationOf(image)],
    // Neither the version of the package nor the content of the image: a new one with the same flaw is the same alert.
    partialFingerprints: { primaryLocationLineHash: `${hashOf(image, id, name)}:1` },
    ...(excuses.length === 0
      ? {}
      : {
          suppressions: [...new Set(excuses)].map((justification) => ({ kind: "external", justification })),
        }),
  };
}

function messageOf(image: string, found: Found): string {
  const [{ id, package: name }] = found;
  const each = (member: "version" | "fixedVersion"): string =>
    [...new Set(found.flatMap((one) => one[member] ?? []))].join(", ");
  const [versions, fixed] = [each("version"), each("fixedVersion")];
  const place = name === undefined ? "" : ` in ${name}${versions === "" ? "" : ` ${versions}`}`;
  const note = found.find(({ excused }) => excused === undefined)?.note;
  return `${id}${place} of ${image}${fixed === "" ? "" : `, fixed in ${fixed}`}${note === undefined ? "" : ` (${note})`}`;
}

function justificationOf({ excused, note }: JudgedVulnerability): string {
  return excused === "accepted"
    ? (note ?? "accepted")
    : "there is no version without it, and only those count that can be fixed";
}

/** Images without a result are told as what kept the scan from its end. */
function notificationOf({ image, problem }: JudgedImage): object[] {
  if (problem === undefined) return [];
  return [{ level: "error", message: { text: `${image}: ${problem.text}` }, locations: [locationOf(image)] }];
}

function locationOf(image: string): object {
  return { physicalLocation: { artifactLocation: { uri: uriOf(image) }, region: { startLine: 1 } } };
}

/** A reference as a relative URI. A colon may stand in any part of a path but the first, where it would end a scheme. */
function uriOf(image: string): string {
  return image
    .split("/")
    .map((part, index) => {
      const encoded = encodeURIComponent(part).replaceAll("%40", "@");
      return index === 0 ? encoded : encoded.replaceAll("%3A", ":");
    })
    .join("/");
}

function hashOf(...parts: readonly (string | undefined)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function worstOf(found: Found): Severity | undefined {
  return worstFirst.find((severity) => found.some((one) => one.severity === severity));
}

function levelOf(severity: Severity | undefined): string {
  return severity === undefined ? "warning" : told[severity].level;
}

function isWebAddress(url: string | undefined): url is string {
  return url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

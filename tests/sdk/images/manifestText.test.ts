import { expect } from "chai";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { digest, passed, pinned, pinnedApi, pinnedWeb, refusal } from "./outcome";

const shop = `# What the shop runs.
apiVersion: v1   # never changes
kind: Service
metadata: {name: api, annotations: {image: team/api:1.4}}
spec: {ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata:
    name: api
spec:
    template:
        metadata:
            labels: {app: api}
        spec:
            initContainers:
              - {name: "wait", image: 'team/web:2.0' , command: ["sh", "-c", 'echo "image: team/api:1.4"']}
            containers:
            -   image:   "team/api:1.4"   # image: team/api:1.4
                name: api
                env:
                    - name: IMAGE
                      value: team/api:1.4
            - name: web
              # The web.
              image: team/web:2.0


            - name: pause
              image: registry.k8s.io/pause:3.10
            volumes:
              - name: files
                image: {reference: mirror.example.com:5000/team/web:2.0}
...
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - image:
                team/api:1.4
              name: clean
              args:
                - |
                  image: team/web:2.0
---
kind: ConfigMap
data:
  image: team/api:1.4
  pod.yaml: |
    spec:
      image: team/api:1.4
`;

const leave = ["registry.k8s.io/pause:*"];

/** A pod's text around what its image is written as. */
const around = (image: string): string => `kind: Pod\nspec:\n  image: ${image}\n  after: 1 # end\n`;

describe("A manifest that is a text", () => {
  it("is pinned, and everything else of it stays byte for byte", async () => {
    const expected = shop
      .replace("image: 'team/web:2.0'", `image: '${pinnedWeb}'`)
      .replace('image:   "team/api:1.4"', `image:   "${pinnedApi}"`)
      .replace("              image: team/web:2.0\n\n", `              image: ${pinnedWeb}\n\n`)
      .replace(
        "reference: mirror.example.com:5000/team/web:2.0",
        `reference: mirror.example.com:5000/team/web@${digest("b")}`,
      )
      .replace("image:\n                team/api:1.4", `image:\n                ${pinnedApi}`);
    expect(await pinned(shop, passed, { leave })).to.equal(expected);
    expect(await pinned(expected, passed, { leave }), "again").to.equal(expected);
  });

  it("keeps its line ends, its byte-order mark and a last line without end", async () => {
    for (const change of [
      (text: string) => text.replaceAll("\n", "\r\n"),
      (text: string) => `\uFEFF${text}`,
      (text: string) => text.trimEnd(),
    ]) {
      expect(await pinned(change(shop), passed, { leave })).to.equal(
        change(await pinned(shop, passed, { leave })),
      );
    }
  });

  for (const { title, before, after } of [
    { title: "plain", before: "team/api:1.4", after: pinnedApi },
    { title: "in single quotes", before: "'team/api:1.4'", after: `'${pinnedApi}'` },
    { title: "in double quotes", before: '"team/api:1.4"', after: `"${pinnedApi}"` },
    { title: "in double quotes, with escapes", before: '"team\\/\\x61pi:1.4"', after: `"${pinnedApi}"` },
    { title: "in double quotes, over two lines", before: '"team/\\\n    api:1.4"', after: `"${pinnedApi}"` },
    {
      title: "with an anchor and a tag",
      before: "&api !!str team/api:1.4",
      after: `&api !!str ${pinnedApi}`,
    },
    {
      title: "folded",
      before: ">-  # team/api:1.4\n    team/api:1.4\n",
      after: `>-  # team/api:1.4\n    ${pinnedApi}\n`,
    },
    { title: "literal", before: "|-\n    team/api:1.4", after: `|-\n    ${pinnedApi}` },
  ]) {
    it(`keeps the style of an image ${title}`, async () => {
      expect(await pinned(around(before))).to.equal(around(after));
    });
  }

  it("is refused where a block adds the end of a line to the image", async () => {
    expect(await refusal(around("|\n    team/api:1.4"))).to.deep.equal([
      "nothing was pinned",
      'Pod, spec.image (line 3): "team/api:1.4\\n" is no reference of an image, whose digest could be known',
    ]);
  });

  it("is refused where an image has a tag of YAML's that only its reader understands", async () => {
    for (const tag of ["!!binary", "!vault"]) {
      const [, fault] = await refusal(around(`${tag} team/api:1.4`));
      expect(fault).to.match(/^Pod, spec\.image \(line 3\): has the tag (tag:yaml\.org,2002:binary|!vault)$/);
    }
  });

  it("keeps an image that may stay in whatever way it is written", async () => {
    const text = around('"registry.k8s.io\\/pause:3.10"');
    expect(await pinned(text, passed, { leave })).to.equal(text);
  });

  it("may be JSON, in one line or with escapes", async () => {
    const json =
      '{"kind":"List","items":[{"kind":"Pod","spec":{"containers":[{"image":"team\\/api:1.4","name":"\\u0061"}]}}]}';
    expect(await pinned(json)).to.equal(json.replace("team\\/api:1.4", pinnedApi));
    expect(await pinned(`[${json}]`)).to.equal(`[${json.replace("team\\/api:1.4", pinnedApi)}]`);
  });

  it("may have keys in quotes, with escapes, or explicit ones", async () => {
    const text = 'kind: Pod\n"sp\\x65c":\n  ? "image"\n  : team/api:1.4\n';
    expect(await pinned(text)).to.equal(text.replace("team/api:1.4", pinnedApi));
  });
});

describe("An alias in a text", () => {
  it("that is an image has its anchor rewritten, once", async () => {
    const text = "x: &api team/api:1.4\nkind: Pod\nspec:\n  a: {image: *api}\n  b: {image: *api }\n";
    expect(await pinned(text)).to.equal(text.replace("team/api:1.4", pinnedApi));
  });

  it("means the last anchor of its name before it", async () => {
    const text =
      "kind: Pod\nspec:\n  a: &i team/web:1\n  b: {image: *i}\n  c: &i team/api:1.4\n  d: {image: *i}\n  e: &i team/web:1\n";
    const [, ...faults] = await refusal(text);
    expect(faults).to.deep.equal([
      'Pod, spec.b.image (line 3): "team/web:1" is none that passed; nearest of those that did: team/web:2.0',
    ]);
  });

  it("that is a container, or a list of them, is followed from below `spec`", async () => {
    const text = "x:\n  - &api {image: team/api:1.4}\n  - &all [*api]\nkind: Pod\nspec: {containers: *all}\n";
    expect(await pinned(text)).to.equal(text.replace("team/api:1.4", pinnedApi));
    expect(await pinned(text.replace("spec:", "other:").replace("Pod", "Pod\nspec: {}"), {})).to.contain(
      "team/api:1.4",
    );
  });

  for (const [title, merged] of [
    ["", "<<: *base"],
    [", of several", "<<: [*other, *base]"],
    [", inline", "<<: {image: team/api:1.4}"],
    [", quoted", '"<<": *base'],
    [", though a later key overrides it", "<<: *base\n      image: team/web:2.0"],
  ]) {
    it(`that is merged is followed${title}`, async () => {
      const text = `x: &base {image: team/api:1.4}\ny: &other {name: api}\nkind: Pod\nspec:\n  containers:\n    - name: api\n      ${merged}\n`;
      const inline = merged?.includes("{");
      const image = "image: team/api:1.4";
      const at = inline ? text.lastIndexOf(image) : text.indexOf(image);
      const expected = `${text.slice(0, at)}image: ${pinnedApi}${text.slice(at + image.length)}`;
      expect(await pinned(text)).to.equal(expected.replace("image: team/web:2.0", `image: ${pinnedWeb}`));
    });
  }

  it("that is merged is told by the place that it is merged into", async () => {
    const text =
      "%YAML 1.1\n---\nx: &base {image: team/api:1.5}\nkind: Pod\nspec: {containers: [{<<: *base}]}\n";
    const [, fault] = await refusal(text);
    expect(fault).to.match(
      /^Pod, spec\.containers\[0\]\.image \(line 3\): "team\/api:1\.5" is none that passed/,
    );
  });

  it("that is merged into a manifest, a volume or its image is followed", async () => {
    const text =
      "x: &x {spec: {image: team/api:1.4}}\ny: &v {image: {<<: &r {reference: team/web:2.0}}}\n" +
      "kind: Pod\n<<: *x\ntemplate: {volumes: [{<<: *v}]}\n";
    expect(await pinned(text)).to.equal(
      text.replace("team/api:1.4", pinnedApi).replace("team/web:2.0", pinnedWeb),
    );
  });

  it("may refer to what it is in", async () => {
    const text = "kind: Pod\nspec: &s\n  self: *s\n  <<: *s\n  image: team/api:1.4\nitems: &i [*i]\n";
    expect(await pinned(text)).to.equal(text.replace("team/api:1.4", pinnedApi));
  });

  it("may stand for very many values", async () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `  l${level + 1}: &l${level + 1} [*l${level}, *l${level}]\n`,
    );
    const text = `kind: Pod\nspec:\n  l0: &l0 {image: team/api:1.4}\n${levels.join("")}`;
    expect(await pinned(text)).to.equal(text.replace("team/api:1.4", pinnedApi));
  });

  it("is refused that refers to nothing, or to another document's anchor", async () => {
    const text = "kind: Pod\nspec: {a: &api team/api:1.4}\n---\nkind: Pod\nspec:\n  image: *api\n";
    expect(await refusal(text)).to.deep.equal([
      "nothing was pinned",
      "line 6, column 10: *api refers to no anchor",
    ]);
  });
});

describe("A text that cannot be read", () => {
  for (const { title, text, fault } of [
    {
      title: "is no YAML, of which the first fault is told with its line and column",
      text: `${shop}---\nkind: Pod\n\tspec: 1\n  x: [\n`,
      fault: /^line 61, column 1: is no YAML: Tabs are not allowed as indentation/,
    },
    {
      title: "has one key twice",
      text: "kind: Pod\nspec:\n  image: a\n  image: b\n",
      fault: /^line 4, column 3: is no YAML: Map keys must be unique$/,
    },
    {
      title: "is a template of lines",
      text: "kind: Pod\n{{- if .Values.on }}\nspec: {image: a}\n{{- end }}\n",
      fault: /^line 2, column \d+: is no YAML: .*It seems to be a template: render it first/,
    },
    {
      title: "is a template of values",
      text: around("{{ .Values.image }}"),
      fault: /^line 3, column 11: is no YAML: .*It seems to be a template: render it first/,
    },
    {
      title: "is a template in quotes",
      text: around('"{{ .Values.image }}"'),
      fault: /"{{ .Values.image }}" is of a template: render that first/,
    },
    {
      title: "is a file's name",
      text: "deploy/shop.yaml",
      fault: /^line 1, column 1: is no manifest but the text "deploy\/shop.yaml"/,
    },
    {
      title: "is of another kind",
      text: "---\nservices:\n  api: {image: team/api:1.4}\n",
      fault: /^line 2, column 1: is no manifest: it has neither/,
    },
    {
      title: "has one that is none in a list",
      text: "- kind: Pod\n- image: team/api:1.4\n",
      fault: /^line 2, column 3: is no manifest/,
    },
    {
      title: "has lines that only some readers see",
      text: "kind: Pod # one\rspec: {image: bad}\n",
      fault: /^line 1, column 16: has a line break that is neither LF nor CRLF$/,
    },
    {
      title: "has lines as Unicode has them",
      text: "kind: Pod # one\u2028spec: {image: bad}\n",
      fault: /^line 1, column 16: has a line break/,
    },
  ]) {
    it(title, async () => {
      const [opening, first] = await refusal(text, passed);
      expect(opening).to.equal("nothing was pinned");
      expect(first).to.match(fault);
    });
  }

  it("does not hide the faults of its other documents", async () => {
    const faults = await refusal(
      "kind: Pod\n\tspec: 1\n  x: [\n---\nkind: Pod\nspec: {image: none}\n---\na: 1\na: 2\n",
      {},
    );
    expect(faults.map((fault) => fault.slice(0, 32))).to.deep.equal([
      "`pinned` is empty: the gate has ",
      "line 2, column 1: is no YAML: Ta",
      "line 9, column 1: is no YAML: Ma",
      "document 2, Pod, spec.image (lin",
    ]);
  });

  it("is not laid to the gate that has not passed", async () => {
    expect(await refusal("a: [\n", {})).to.have.property("0", "nothing was pinned");
  });

  it("does not make what may stay look as if it were not there", async () => {
    expect(await refusal(`kind: Pod\nspec: [\n`, passed, { leave })).to.have.length(2);
  });
});

describe("Any text of manifests", () => {
  const names = ["team/api:1.4", "team/web:2.0", "mirror.example.com/team/api:1.4", `x/y@${digest("a")}`];
  const pins = new Map([
    ["team/api:1.4", pinnedApi],
    ["team/web:2.0", pinnedWeb],
    ["mirror.example.com/team/api:1.4", `mirror.example.com/team/api@${digest("a")}`],
  ]);
  const quoted = fc
    .constantFrom("", "'", '"')
    .chain((quote) => fc.constantFrom(...names).map((name) => ({ quote, name })));
  const noise = fc.constantFrom("", "  # image: team/api:1.4", "   ", " #");
  const other = fc.constantFrom(
    "name: team/api:1.4",
    "args: ['image: team/api:1.4', \"é€😀\"]",
    "env: {a: &n team/api:1.4, b: *n}",
    "# image: x",
    "",
  );
  const container = fc.record({ quoted, noise, other, flow: fc.boolean() });
  const document = fc.record({
    containers: fc.array(container, { maxLength: 4 }),
    indent: fc.integer({ min: 1, max: 5 }),
  });
  const texts = fc.record({
    documents: fc.array(document, { maxLength: 4 }),
    end: fc.constantFrom("\n", "\r\n"),
  });
  type Written = { before: string; after: string };

  const written = texts.map(({ documents, end }): Written => {
    const lines = (pin: (name: string) => string): string =>
      documents
        .flatMap(({ containers, indent }) => [
          "--- # é",
          "kind: Pod",
          "metadata: {labels: {image: team/api:1.4}}",
          "spec:",
          ...containers.flatMap(({ quoted: { quote, name }, noise, other, flow }, index) => {
            const pad = " ".repeat(indent);
            const image = `${quote}${pin(name)}${quote}`;
            return flow
              ? [`${pad}c${index}: [ {image: ${image} } ]${noise}`]
              : [
                  `${pad}c${index}:`,
                  `${pad}${pad}image:  ${image}${noise}`,
                  `${pad}${pad}${other}`.trimEnd(),
                ];
          }),
        ])
        .join(end);
    return { before: lines((name) => name), after: lines((name) => pins.get(name) ?? name) };
  });

  it("is changed in its images and nowhere else", async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ before, after }) => {
        expect(await pinned(before)).to.equal(after);
      }),
      { numRuns: 300 },
    );
  });

  it("is what it was once it is pinned, and says the same as its objects pinned", async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ before }) => {
        const once = await pinned(before);
        expect(await pinned(once)).to.equal(once);
        const values = (text: string): unknown[] => parseAllDocuments(text).map((one) => one.toJS());
        expect(values(once)).to.deep.equal(await pinned(values(before)));
      }),
      { numRuns: 200 },
    );
  });
});

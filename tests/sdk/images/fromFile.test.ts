import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { images } from "../../../sdk";
import { digest } from "./outcome";

describe("images.fromFile", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "images-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function read(name: string, text: string): string[] {
    const file = join(folder, name);
    writeFileSync(file, text);
    return images.fromFile(file);
  }

  /** The lines of what a file is refused with, but for the first. */
  function refusal(name: string, text: string): string[] {
    try {
      return [`nothing: ${read(name, text)}`];
    } catch (error) {
      return (error as Error).message.split("\n  - ").slice(1);
    }
  }

  for (const [name, text, expected] of [
    [
      "images.txt",
      "# ours\r\nteam/web:2\r\n\r\n  team/api # latest\r\nteam/api:latest\r\n",
      ["team/api", "team/web:2"],
    ],
    ["images", "\uFEFFb:1\na:1", ["a:1", "b:1"]],
    ["bom.json", '\uFEFF["a:1"]', ["a:1"]],
    ["a.json", '["b:1", "a:1", "b:1"]', ["a:1", "b:1"]],
    ["a.yaml", `- a:1\n- &b "b@${digest("b")}"\n- *b\n`, ["a:1", `b@${digest("b")}`]],
    ["a.yml", "other: 1\nimages: [b, a]", ["a", "b"]],
    [
      "kustomization.yaml",
      `images: [{name: a, newTag: "1.10"}, {name: b, newName: host.io/b, newTag: 2.10}, {name: c, digest: "${digest("c")}"}]`,
      ["a:1.10", `c@${digest("c")}`, "host.io/b:2.10"],
    ],
    ["any.yaml", "kind: Kustomization\nimages:\n- {name: a, newTag: v1}", ["a:v1"]],
    [
      "compose.yaml",
      "x-base: &base {image: a:1}\nservices:\n  one: *base\n  two: {image: 'b:2', build: .}\n",
      ["a:1", "b:2"],
    ],
    [
      "vpc.txt",
      "acme-vpc.tencentcloudcr.com/a/b:1\nacme.tencentcloudcr.com/a/b:1",
      ["acme.tencentcloudcr.com/a/b:1"],
    ],
  ] as const) {
    it(`reads ${name}, each image once, in order: ${expected.join(" ").slice(0, 40)}`, () => {
      expect(read(name, text)).to.deep.equal(expected);
    });
  }

  for (const [name, text, faults] of [
    [
      "images.txt",
      "team/api:1\nTeam/Api\n# fine\nteam/web:$TAG\na b\n",
      [
        'line 2: "Team/Api" is no reference of an image',
        'line 4: "team/web:$TAG" is no reference of an image: variables are not replaced here',
        'line 5: "a b" is no reference of an image',
      ],
    ],
    ["empty.txt", "# nothing\n", ["it names no image"]],
    ["empty.json", "[]", ["it names no image"]],
    [
      "a.json",
      '["a:1",\n 5,\n null,\n {"id": 7},\n "A"]',
      [
        "line 2: 5 is no reference of an image: write a string",
        "line 3: it is no reference of an image: write a string",
        "line 4: it is no reference of an image: write a string",
        'line 5: "A" is no reference of an image',
      ],
    ],
    [
      "compose.yaml",
      "services:\n  web: {build: .}\n  api:\n    image: api:$TAG\n  db: {image: db:1}\n",
      [
        'line 2: the service "web" has no `image`: no registry has what is only built',
        'line 4: "api:$TAG" is no reference of an image: variables are not replaced here',
      ],
    ],
    [
      "kustomization.yaml",
      "images:\n- name: a\n  newName: b\n- newTag: v1\n- c:1\n",
      [2, 4, 5].map(
        (line) =>
          `line ${line}: has no name, or neither \`newTag\` nor \`digest\`: render it, and give that to images.fromKubernetes`,
      ),
    ],
    [
      "pod.yaml",
      "\nkind: Pod\nspec: {}\n",
      ["line 2: is a Kubernetes manifest: give its text to images.fromKubernetes"],
    ],
    [
      "values.yaml",
      "image: {tag: 1}\n",
      [
        "line 1: is neither a list of references, nor has it one under `images`, nor has it `services` with images",
      ],
    ],
  ] as const) {
    it(`refuses all that is wrong at once, with its line: ${name}, ${faults.length}`, () => {
      expect(refusal(name, text)).to.deep.equal(faults);
    });
  }

  it("refuses what is no YAML, and a file that is not there, by its path", () => {
    expect(refusal("a.yaml", "- a\n- [b\n")).to.have.length.at.least(1);
    expect(() => images.fromFile(join(folder, "none.txt"))).to.throw(
      /"\/.*none\.txt" cannot be read\n {2}- ENOENT/,
    );
  });
});

import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { images } from "../../../sdk";
import { run } from "../../package/command";
import { root } from "../../package/installed";
import { outcomeOf, passed, pinnedApi, pod } from "./outcome";

const text = "kind: Pod\nspec: {containers: [{image: team/api:1.4}]}\n";
const pinnedText = text.replace("team/api:1.4", pinnedApi);

/** What is known a little later. */
const later = <T>(value: T): pulumi.Output<T> =>
  pulumi.output(new Promise<T>((resolve) => setImmediate(resolve, value))) as pulumi.Output<T>;
const unknown = pulumi.output(pulumi.unknown) as unknown as pulumi.Output<never>;

describe("images.pin", () => {
  it("takes manifests and what passed as outputs, whole or anywhere within", async () => {
    const pins = later({ ...passed });
    expect(await outcomeOf(images.pin(later(text), pins))).to.deep.equal({ value: pinnedText, known: true });
    expect(await outcomeOf(images.pin(Promise.resolve(text), pins))).to.deep.equal({
      value: pinnedText,
      known: true,
    });
    const { value } = await outcomeOf(images.pin([pod(later("team/api:1.4")), later(text)], pins));
    expect(value).to.deep.equal([pod(pinnedApi), pinnedText]);
  });

  it("keeps the type of what it is given", async () => {
    const ofText: pulumi.Output<string> = images.pin(later(text), later({ ...passed }));
    const ofTexts: pulumi.Output<string[]> = images.pin([text], { ...passed });
    const ofObject: pulumi.Output<{ kind: string; spec: { image: string } }> = images.pin(
      { kind: "Custom", spec: { image: later("team/api:1.4") } },
      { ...passed },
    );
    expect((await outcomeOf(ofText)).value).to.equal(pinnedText);
    expect((await outcomeOf(ofTexts)).value).to.deep.equal([pinnedText]);
    expect((await outcomeOf(ofObject)).value).to.deep.equal({ kind: "Custom", spec: { image: pinnedApi } });
  });

  for (const [title, output] of [
    ["what passed", () => images.pin(text, unknown)],
    ["a text", () => images.pin<string>(unknown, { ...passed })],
    ["a value in a manifest", () => images.pin([pod("team/api:1.4"), pod(unknown)], { ...passed })],
    [
      "one of what passed, though another image is refused",
      () => images.pin(pod("none:1"), { "team/api:1.4": unknown }),
    ],
  ] as const) {
    it(`is not known in a plan while ${title} is not`, async () => {
      const { known, refused } = await outcomeOf<unknown>(output());
      expect({ known, refused }).to.deep.equal({ known: false, refused: undefined });
    });
  }

  it("says that the gate has not passed yet where it has no such output", async () => {
    const none = later(undefined) as unknown as pulumi.Output<Record<string, string>>;
    expect((await outcomeOf(images.pin(text, none))).refused).to.match(
      /^images\.pin: `pinned` is empty: the gate has not passed yet\n {2}- Pod, /,
    );
  });

  it("keeps a secret one", async () => {
    const { isSecret } = images.pin(pulumi.secret(text), { ...passed }) as unknown as {
      isSecret: Promise<boolean>;
    };
    expect(await isSecret).to.equal(true);
  });

  it("takes no resource that is declared already", async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    });
    const declared = Object.assign(new pulumi.ComponentResource("test:index:Pod", "one"), {
      spec: later({ image: "team/api:1.4" }),
    });
    expect((await outcomeOf(images.pin<unknown>([declared], { ...passed }))).refused).to.equal(
      "images.pin: nothing was pinned\n  - [0], is a resource that is declared already: give what it is declared with",
    );
  });

  it("fails a program with its message and no stack, and nothing that is given a refused manifest is declared", async () => {
    const program = `
      const pulumi = require("@pulumi/pulumi");
      const { images } = require("pulumi-image-scan");
      const seen = new Set();
      process.on("unhandledRejection", (error) => seen.add(error));
      process.on("exit", () => {
        const errors = [...seen].map((error) => ({ plain: pulumi.RunError.isInstance(error), message: error.message }));
        console.log(JSON.stringify({ errors, declared }));
      });
      const declared = [];
      pulumi.runtime.setMocks({
        newResource: ({ name, inputs }) => { declared.push(name); return { id: name, state: inputs }; },
        call: () => ({}),
      }).then(() => {
        const yaml = images.pin("kind: Pod\\nspec: {image: 'team/api:1.5'}\\n", ${JSON.stringify(passed)});
        new pulumi.CustomResource("kubernetes:yaml/v2:ConfigGroup", "shop", { yaml });
      });`;
    const { stdout } = await run(process.execPath, ["-e", program], { cwd: root });
    const { errors, declared } = JSON.parse(stdout.split("\n").find((line) => line.startsWith("{")) ?? "");
    expect({ declared, errors: errors.length, plain: errors[0].plain }).to.deep.equal({
      declared: [],
      errors: 1,
      plain: true,
    });
    // Pulumi says before it which property it is of.
    expect(errors[0].message).to.match(
      /images\.pin: nothing was pinned\n {2}- Pod, spec\.image \(line 2\): "team\/api:1\.5" is none that passed; nearest of those that did: team\/api:1\.4$/,
    );
  });

  it("loads the reader of YAML with the first text, and no provider", async () => {
    const program = `
      const { images } = require("pulumi-image-scan");
      const loaded = (part) => Object.keys(require.cache).some((file) => file.includes(part));
      const yaml = ${JSON.stringify(join("node_modules", "yaml"))};
      const before = loaded(yaml);
      images.pin({ kind: "Pod" }, {}).apply(() => {
        const after = loaded(yaml);
        images.pin("kind: Pod", {}).apply(() => {
          console.log(JSON.stringify([before, after, loaded(yaml), loaded(${JSON.stringify(join("dist", "provider"))})]));
        });
      });`;
    const { stdout } = await run(process.execPath, ["-e", program], { cwd: root });
    expect(JSON.parse(stdout)).to.deep.equal([false, false, true, false]);
  });
});

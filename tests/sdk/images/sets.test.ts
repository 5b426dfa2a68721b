import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import fc from "fast-check";
import { registryImageNaming as alicloud } from "../../../provider/clouds/alicloud/registryImages";
import { registryImageNaming as huaweicloud } from "../../../provider/clouds/huaweicloud/registryImages";
import { registryImageNaming as tencentcloud } from "../../../provider/clouds/tencentcloud/registryImages";
import type { Naming } from "../../../provider/core/imageSet";
import { images } from "../../../sdk";
import { identityOf } from "../../../sdk/images/image";
import { digest, outcomeOf } from "./outcome";

const later = <T>(value: T): pulumi.Output<T> =>
  pulumi.output(new Promise<T>((resolve) => setImmediate(resolve, value))) as pulumi.Output<T>;
const unknown = pulumi.output(pulumi.unknown) as unknown as pulumi.Output<never>;
const told = async <T>(output: pulumi.Output<T>): Promise<T | undefined> => (await outcomeOf(output)).value;

const vpc = "registry-vpc.cn-hangzhou.aliyuncs.com/team/api:1";
const open = "registry.cn-hangzhou.aliyuncs.com/team/api:1";

describe("sets of images", () => {
  it("are united, with each image once", async () => {
    expect(await told(images.union(["b:1", "a", "b:1"], ["a:latest", "c:1"]))).to.deep.equal([
      "b:1",
      "a",
      "c:1",
    ]);
    expect(await told(images.union())).to.deep.equal([]);
  });

  it("are what the first has and the others have not", async () => {
    expect(await told(images.difference(["a:1", "a:1", "b", "c"], ["b:latest"], ["c"]))).to.deep.equal([
      "a:1",
    ]);
    expect(await told(images.difference(["a:1"]))).to.deep.equal(["a:1"]);
    expect(await told(images.difference(["a:1"], ["a:1"]))).to.deep.equal([]);
  });

  it("are what all of them have", async () => {
    expect(await told(images.intersection(["a:1", "b", "c"], ["c", "b:latest"], ["d", "b"]))).to.deep.equal([
      "b",
    ]);
    expect(await told(images.intersection(["a:1"]))).to.deep.equal(["a:1"]);
  });

  it("take a registry's private host for its public one, and keep the public one", async () => {
    for (const both of [
      [vpc, open],
      [open, vpc],
    ] as const) {
      expect(await told(images.union([both[0]], [both[1]]))).to.deep.equal([open]);
      expect(await told(images.difference([both[0]], [both[1]]))).to.deep.equal([]);
      expect(await told(images.intersection([both[0]], [both[1]]))).to.deep.equal([both[0]]);
    }
    expect(await told(images.union([vpc]))).to.deep.equal([vpc]);
  });

  it("guess no host, no library and no instance", async () => {
    const several = ["nginx", "library/nginx", "docker.io/library/nginx", "docker.io/nginx"];
    expect(await told(images.union(several))).to.deep.equal(several);
  });

  it("hold coordinates beside references", async () => {
    const api = { namespace: "team", name: "api", tag: "1" };
    const inTcr = { ...api, registryType: "tcr" };
    const united: pulumi.Output<(string | typeof api)[]> = images.union<string | typeof api>(
      ["team/api:1"],
      [api, inTcr],
    );
    expect(await told(united)).to.deep.equal(["team/api:1", inTcr]);
    expect(
      await told(
        images.difference<string | typeof api>([api, "b"], [{ tag: "1", name: "api", namespace: "team" }]),
      ),
    ).to.deep.equal(["b"]);
  });

  it("are known when all of their images are, and secret if one is", async () => {
    expect(await told(images.union(later(["a:1"]), [later("b:1")]))).to.deep.equal(["a:1", "b:1"]);
    for (const output of [images.union(["a:1"], unknown), images.difference(["a:1"], [unknown])])
      expect((await outcomeOf(output)).known).to.equal(false);
    const { isSecret } = images.intersection(pulumi.secret(["a:1"]), ["a:1"]) as unknown as {
      isSecret: Promise<boolean>;
    };
    expect(await isSecret).to.equal(true);
  });
});

describe("the identity of an image", () => {
  const hosts = [
    undefined,
    ...["registry-vpc.cn-hangzhou.aliyuncs.com", "registry.cn-hangzhou.aliyuncs.com", "A.B:80", "localhost"],
    ...["acme-vpc.tencentcloudcr.com", "acme.tencentcloudcr.com", "acme-registry-vpc.cn-x.cr.aliyuncs.com"],
  ];
  const namings = [
    {
      naming: tencentcloud,
      words: ["namespace", "name", "tag", "digest"],
      further: ["registryType", "instanceId"],
    },
    {
      naming: alicloud,
      words: ["repoNamespace", "repoName", "tag", "digest"],
      further: ["repoId", "regionId"],
    },
    {
      naming: huaweicloud,
      words: ["namespace", "imageName", "imageVersion", "imageDigest"],
      further: ["registryId"],
    },
  ] as { naming: Naming<object>; words: string[]; further: string[] }[];

  /** What the provider takes for one image: one key and the same coordinates, under its registry's public host. */
  function providers(naming: Naming<object>, written: string | Record<string, string>): string | undefined {
    const understood = naming.parse(written);
    if ("wrong" in understood) return undefined;
    const { image } = understood;
    return JSON.stringify(naming.key(naming.publicly?.(image) ?? image));
  }

  for (const { naming, words, further } of namings) {
    it(`is what the provider keys a set by, for coordinates with ${words[1]}`, () => {
      const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
      const fields = {
        host: fc.constantFrom(
          ...hosts.filter((host) => naming.publicly !== undefined || !host?.includes("-vpc")),
        ),
        namespace: fc.constantFrom("team", "a.b"),
        name: fc.constantFrom("api", "web"),
        tag: maybe(fc.constantFrom("latest", "1")),
        digest: maybe(fc.constantFrom(digest("a"), digest("b"))),
        more: maybe(fc.constantFrom(...further)),
        asText: fc.boolean(),
      };
      const { host, tag, asText } = fields;
      const near = { host, tag, asText };
      const image = fc.record(fields);
      type Parts = typeof image extends fc.Arbitrary<infer P> ? P : never;
      const write = ({ host, namespace, name, tag, digest: pin, more, asText }: Parts) => {
        const space = `${host === undefined ? "" : `${host}/`}${namespace}`;
        const at = pin === undefined ? "" : `@${pin}`;
        if (asText) return `${space}/${name}${tag === undefined ? "" : `:${tag}`}${at}`;
        const parts = [space, name, tag, pin].map((part, index) => [words[index], part]);
        if (more !== undefined) parts.push([more, "x"]);
        return Object.fromEntries(parts.filter(([, part]) => part !== undefined)) as Record<string, string>;
      };
      // Mostly the same, so that many of them are one.
      const both = fc
        .tuple(
          image,
          fc.oneof(fc.record(near, { requiredKeys: [] }), fc.record(fields, { requiredKeys: [] })),
        )
        .map(([one, other]) => [write(one), write({ ...one, ...other })] as const);
      let same = 0;
      fc.assert(
        fc.property(both, ([one, other]) => {
          const [first, second] = [providers(naming, one), providers(naming, other)];
          fc.pre(first !== undefined && second !== undefined && !isForeign(naming, one, other));
          same += first === second ? 1 : 0;
          expect(identityOf(one) === identityOf(other), JSON.stringify([one, other])).to.equal(
            first === second,
          );
        }),
        { numRuns: 4000 },
      );
      expect(same).to.be.above(100);
    });
  }

  it("does not depend on the order of coordinates", () => {
    const api = { namespace: "team", name: "api" };
    const one = identityOf({ ...api, registryType: "tcr", instanceId: "tcr-1" });
    expect(identityOf({ instanceId: "tcr-1", registryType: "tcr", ...api })).to.equal(one);
    expect(identityOf({ imageName: "a", imageId: "1" })).to.equal(
      identityOf({ imageId: "1", imageName: "a" }),
    );
  });

  it("is the vendor's id, be it a number or a text, and a digest with and without its algorithm", () => {
    expect(identityOf({ id: 7 })).to.equal(identityOf({ id: "7" }));
    expect(identityOf({ id: 7 })).not.to.equal(identityOf({ id: 8 }));
    const api = { repoNamespace: "team", repoName: "api" };
    expect(identityOf({ ...api, digest: "a".repeat(64) })).to.equal(identityOf(`team/api@${digest("a")}`));
  });
});

/** A private host of another vendor's registry is known to the SDK, but not to the naming of this vendor's images. */
function isForeign(naming: Naming<object>, ...written: (string | Record<string, string>)[]): boolean {
  const texts = JSON.stringify(written);
  if (naming === (tencentcloud as Naming<object>)) return texts.includes("aliyuncs");
  return naming === (alicloud as Naming<object>) && texts.includes("tencentcloudcr");
}

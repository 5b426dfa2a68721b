import { expect } from "chai";
import { imageNaming } from "../../provider/core/imageNaming";
import { imageSet } from "../../provider/core/imageSet";
import { parsed } from "./parsing";

const hex = "e".repeat(64);
const words = {
  namespace: "space",
  name: "title",
  tag: "version",
  digest: "hash",
  further: ["shelf", "room"],
  range: "what it takes",
} as const;

describe("how any vendor's coordinates are written", () => {
  const plain = imageNaming(words);
  const withIds = imageNaming({
    ...words,
    id: { is: (id: string) => /^[1-9]\d*$/.test(id), wrong: "is not an id" },
  });
  const bare = imageNaming({ ...words, bareDigests: true });

  it("is told as a type, with an id only where the vendor has some", () => {
    const coordinates =
      "{ space: pulumi.Input<string>; title: pulumi.Input<string>; version?: pulumi.Input<string>; " +
      "hash?: pulumi.Input<string>; shelf?: pulumi.Input<string>; room?: pulumi.Input<string> }";
    expect(plain.input).to.equal(`string | ${coordinates}`);
    expect(withIds.input).to.equal(`string | { id: pulumi.Input<number | string> } | ${coordinates}`);
    expect(plain.range).to.equal("what it takes");
  });

  it("has no id where the vendor has none, and no key that looks like one", () => {
    expect(plain.parse({ id: 5 })).to.deep.equal({
      at: "id",
      wrong: "is not a coordinate: write what it takes",
    });
    expect(withIds.parse({ id: 5 })).to.deep.equal({ image: { id: "5" } });
    expect(withIds.parse({ id: 0 })).to.deep.equal({ at: "id", wrong: "is not an id" });
    expect(withIds.parse({ id: 5, title: "api" })).to.deep.include({ at: "title" });
    expect(withIds.fromKey("#5", "")).to.deep.equal({ image: { id: "5" } });
    expect(plain.fromKey("#5", "")).to.have.property("wrong");
    expect(withIds.fromKey("#05", "")).to.have.property("wrong");
  });

  it("has digests without their algorithm only where the vendor writes them so", () => {
    const written = { space: "team", title: "api", hash: hex };
    expect(bare.parse(written)).to.deep.equal({ image: { path: "team/api", digest: `sha256:${hex}` } });
    expect(plain.parse(written)).to.deep.include({ at: "hash" });
    for (const naming of [plain, bare]) {
      expect(naming.parse({ ...written, hash: `sha256:${hex}` })).to.deep.equal({
        image: { path: "team/api", digest: `sha256:${hex}` },
      });
      expect(naming.parse({ ...written, hash: hex.toUpperCase() })).to.deep.include({ at: "hash" });
    }
  });

  it("writes an image so that it is read as the same", () => {
    const digest = `sha256:${hex}`;
    for (const written of [
      "team/api:1.4",
      "host.example/team/api:1.4",
      `team/api:1.4@${digest}`,
      { id: 5 },
      { id: "9007199254740993" },
      { space: "team", title: "api", version: "1.4", shelf: "s-1", room: "r-1" },
      { space: "host.example/team", title: "api", version: "1.4", hash: digest, room: "r-1" },
      // A namespace that looks like a host.
      { space: "host.example", title: "api", version: "1.4" },
    ]) {
      const read = withIds.parse(written);
      if ("wrong" in read) throw new Error(read.wrong);
      expect(withIds.write?.(read.image)).to.deep.equal(written);
    }
  });

  it("opens the key with the first further coordinate that is given, and keeps all of them beside it", () => {
    const written = { space: "team", title: "api", room: "r-1" };
    expect(
      parsed(imageSet(plain), [written, { ...written, version: "2", shelf: "s-1" }]).value,
    ).to.deep.equal({
      "r-1/team/api:latest": { room: "r-1" },
      "s-1/team/api:2": { shelf: "s-1", room: "r-1" },
    });
  });

  it("keeps a namespace beside the key that would be read as a host from it", () => {
    for (const space of ["my.team", "localhost"]) {
      const { image } = plain.parse({ space, title: "api", room: "r-1" }) as { image: object };
      expect(image).to.deep.equal({ path: `${space}/api`, tag: "latest", room: "r-1" });
      const { key, value } = plain.key(image);
      expect({ key, value }).to.deep.equal({ key: `r-1/${space}/api:latest`, value: { room: "r-1", space } });
      expect(plain.fromKey(key, value)).to.deep.equal({ image });
    }
    // Where a host is written before it, that is one.
    expect(plain.parse({ space: "my.host/team", title: "api" })).to.deep.equal({
      image: { host: "my.host", path: "team/api", tag: "latest" },
    });
  });

  it("passes over what is undefined", () => {
    expect(
      plain.parse({ space: "team", title: "api", version: undefined, room: undefined } as never),
    ).to.deep.equal({
      image: { path: "team/api", tag: "latest" },
    });
  });

  it("reads a key back whose prefix is also the path's first part", () => {
    const { image } = plain.parse({ space: "team", title: "api", shelf: "team" }) as { image: object };
    const { key, value } = plain.key(image);
    expect(key).to.equal("team/team/api:latest");
    expect(plain.fromKey(key, value)).to.deep.equal({ image });
  });
});

import { expect } from "chai";
import fc from "fast-check";
import type { Content } from "../../../provider/core/findings";
import { Pins } from "../../../provider/core/pins";

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const a = digest("a");
const b = digest("b");
const c = digest("c");

type Added = readonly [reference: string | undefined, content: Content];

/** An image of a registry, as the vendor tells it. */
const of = (name: string, of: string, host?: string): Content => ({
  name,
  repository: `${host === undefined ? "" : `${host}/`}${name.split(/[:@]/)[0]}`,
  digest: of,
});

function pinned(...all: readonly Added[]): Record<string, string> {
  const pins = new Pins();
  for (const [reference, content] of all) pins.add(reference, content);
  return pins.pinned;
}

describe("pins", () => {
  it("lead from what the program calls an image to what was scanned of it", () => {
    expect(
      pinned(
        ["team/api:1.4", of("team/api:1.4", a, "one.io")],
        ["team/web:latest", of("team/web:latest", b)],
        [`team/job@${c}`, of("team/job:7", c, "one.io")],
        [`team/job:7@${c}`, of("team/job:7", c, "one.io")],
      ),
    ).to.deep.equal({
      "team/api:1.4": `one.io/team/api@${a}`,
      "team/web:latest": `team/web@${b}`,
      [`team/job@${c}`]: `one.io/team/job@${c}`,
      [`team/job:7@${c}`]: `one.io/team/job@${c}`,
    });
  });

  it("name the host that the program names, where the vendor names another or none", () => {
    expect(
      pinned(
        ["two.io:5000/team/api:1.4", of("team/api:1.4", a, "one.io")],
        ["two.io/team/web:1", of("team/web:1", b)],
      ),
    ).to.deep.equal({
      "two.io:5000/team/api:1.4": `two.io:5000/team/api@${a}`,
      "two.io/team/web:1": `two.io/team/web@${b}`,
    });
  });

  it("call an image what the vendor calls it, where the program gives an id or no names at all", () => {
    expect(pinned([undefined, of("team/api:1.4", a, "one.io")])).to.deep.equal({
      "team/api:1.4": `one.io/team/api@${a}`,
    });
  });

  it("tell two registries with one name apart by their hosts", () => {
    expect(
      pinned([undefined, of("team/api:1.4", a, "one.io")], [undefined, of("team/api:1.4", b, "two.io")]),
    ).to.deep.equal({
      "one.io/team/api:1.4": `one.io/team/api@${a}`,
      "two.io/team/api:1.4": `two.io/team/api@${b}`,
    });
  });

  it("tell neither of two images of which nobody can say which is meant", () => {
    expect(
      pinned(
        [undefined, of("team/api:1.4", a)],
        [undefined, of("team/api:1.4", b)],
        [undefined, of("team/web:1", c)],
      ),
    ).to.deep.equal({ "team/web:1": `team/web@${c}` });
    expect(
      pinned(
        [undefined, of("team/api:1.4", a, "one.io")],
        [undefined, of("team/api:1.4", b, "one.io")],
        [undefined, of("team/api:1.4", c, "two.io")],
      ),
    ).to.deep.equal({ "two.io/team/api:1.4": `two.io/team/api@${c}` });
  });

  it("name what two registries both have once", () => {
    const { "team/api:1.4": pin, ...others } = pinned(
      [undefined, of("team/api:1.4", a, "one.io")],
      [undefined, of("team/api:1.4", a, "two.io")],
    );
    expect([`one.io/team/api@${a}`, `two.io/team/api@${a}`]).to.include(pin);
    expect(others).to.deep.equal({});
  });

  it("lose none of three registries of which two have the same", () => {
    expect(
      pinned(
        [undefined, of("team/api:1.4", a, "one.io")],
        [undefined, of("team/api:1.4", a, "two.io")],
        [undefined, of("team/api:1.4", b, "three.io")],
      ),
    ).to.deep.equal({
      "one.io/team/api:1.4": `one.io/team/api@${a}`,
      "two.io/team/api:1.4": `two.io/team/api@${a}`,
      "three.io/team/api:1.4": `three.io/team/api@${b}`,
    });
  });

  it("keep the program's name for the image that it names so, beside another of that name", () => {
    const all: Added[] = [
      ["team/api:1.4", of("team/api:1.4", a, "one.io")],
      [undefined, of("team/api:1.4", b, "two.io")],
      [undefined, of("team/api:1.4", a, "one.io")],
    ];
    for (const order of [all, [...all].reverse()])
      expect(pinned(...order)).to.deep.equal({
        "team/api:1.4": `one.io/team/api@${a}`,
        "two.io/team/api:1.4": `two.io/team/api@${b}`,
      });
  });

  it("tell images without a tag apart by their repository", () => {
    expect(
      pinned([undefined, of("team/api", a, "one.io")], [undefined, of("team/api", b, "two.io")]),
    ).to.deep.equal({
      "one.io/team/api:latest": `one.io/team/api@${a}`,
      "two.io/team/api:latest": `two.io/team/api@${b}`,
    });
  });

  it("never say of a name what is true of another image only, in whatever order images come", () => {
    const contents = fc
      .tuple(
        fc.constantFrom("team/api:1", "team/api:2", "web:1"),
        fc.constantFrom(a, b, c),
        fc.constantFrom(undefined, "one.io", "two.io"),
      )
      .map(([name, of_, host]) => of(name, of_, host));
    fc.assert(
      fc.property(fc.array(contents, { maxLength: 8 }), (all) => {
        const pins = pinned(...all.map((content) => [undefined, content] as const));
        for (const [key, pin] of Object.entries(pins)) {
          const meant = all.filter(
            ({ name, repository }) => name === key || `${repository}:${name.split(":")[1]}` === key,
          );
          expect(new Set(meant.map((one) => one.digest)), key).to.deep.equal(new Set([pin.split("@")[1]]));
        }
        const reversed = pinned(...[...all].reverse().map((content) => [undefined, content] as const));
        expect(Object.keys(reversed).sort()).to.deep.equal(Object.keys(pins).sort());
        for (const content of all) {
          const others = all.filter(({ name }) => name === content.name);
          if (others.every((other) => other.digest === content.digest))
            expect(pins).to.have.property([content.name].join());
        }
      }),
    );
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { isDigest, looksHosted, parseReference, writeReference } from "../../provider/core/reference";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("an image reference", () => {
  for (const [written, parts] of [
    ["team/api:1.4", { path: "team/api", tag: "1.4" }],
    ["api", { path: "api", tag: "latest" }],
    ["team/api", { path: "team/api", tag: "latest" }],
    ["a/b/c/d:1", { path: "a/b/c/d", tag: "1" }],
    ["ccr.ccs.tencentyun.com/team/api:1.4", { host: "ccr.ccs.tencentyun.com", path: "team/api", tag: "1.4" }],
    ["CCR.ccs.Tencentyun.com/team/api:1.4", { host: "ccr.ccs.tencentyun.com", path: "team/api", tag: "1.4" }],
    ["localhost/api:1", { host: "localhost", path: "api", tag: "1" }],
    ["registry:5000/api", { host: "registry:5000", path: "api", tag: "latest" }],
    [`team/api@${digest}`, { path: "team/api", digest }],
    [`team/api:1.4@${digest}`, { path: "team/api", tag: "1.4", digest }],
    [
      `host.example:5000/a/b:V1_2.3-x@${digest}`,
      { host: "host.example:5000", path: "a/b", tag: "V1_2.3-x", digest },
    ],
    ["my-team/api_v2/x__y:1", { path: "my-team/api_v2/x__y", tag: "1" }],
    ["team/api:_x", { path: "team/api", tag: "_x" }],
    ["my.team_a/api:1", { path: "my.team_a/api", tag: "1" }],
  ] as const) {
    it(`${written} is taken apart`, () => {
      expect(parseReference(written)).to.deep.equal(parts);
    });
  }

  for (const [written, reason] of [
    ["", "has no name"],
    [":1.4", "has no name"],
    ["host.example/", "has no name"],
    ["team/api:", "has an empty tag: leave out the `:` or name one"],
    ["team/api:1 4", 'has the tag "1 4", which no registry accepts'],
    ["team/api:-x", 'has the tag "-x", which no registry accepts'],
    [`team/api:${"x".repeat(129)}`, `has the tag "${"x".repeat(129)}", which no registry accepts`],
    ["team/api:1:2", 'has the tag "1:2", which no registry accepts'],
    ["Team/API:1", 'has capital letters: image names are lower case, "team/api"'],
    ["team//api", 'has the name "team//api": names are'],
    ["team/-api", 'has the name "team/-api": names are'],
    ["team/a..b", 'has the name "team/a..b": names are'],
    ["/team/api", 'has the name "/team/api": names are'],
    ["team/api/", 'has the name "team/api/": names are'],
    ["-bad.example/api", 'has the host "-bad.example", which is none'],
    ["host:port/api", 'has the host "host:port", which is none'],
    [`team/api@${digest}@${digest}`, "has more than one `@`"],
    ["team/api@", 'has the digest "": a digest is `sha256:` and 64 hexadecimal digits'],
    ["team/api@sha256:abc", 'has the digest "sha256:abc": a digest is'],
    [`team/api@${digest.toUpperCase()}`, "has the digest"],
    [`team/api@md5:${"0".repeat(64)}`, "has the digest"],
  ] as const) {
    it(`${JSON.stringify(written.slice(0, 40))} is refused, and it is said why`, () => {
      expect(parseReference(written))
        .to.be.a("string")
        .that.satisfies((said: string) => said.startsWith(reason));
    });
  }

  it("taken apart and written again is the same reference, and stays it", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,6}([._-][a-z0-9]{1,4})?$/);
    const written = fc
      .record({
        host: fc.option(fc.constantFrom("ccr.ccs.tencentyun.com", "LocalHost:80", "registry:5000", "x.y"), {
          nil: "",
        }),
        path: fc.array(word, { minLength: 1, maxLength: 3 }),
        tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}$/), { nil: "" }),
        digest: fc.constantFrom("", digest),
      })
      .map(
        ({ host, path, tag, digest }) =>
          `${host && `${host}/`}${path.join("/")}${tag && `:${tag}`}${digest && `@${digest}`}`,
      );
    fc.assert(
      fc.property(written, (reference) => {
        const once = parseReference(reference);
        fc.pre(typeof once !== "string");
        expect(parseReference(writeReference(once))).to.deep.equal(once);
        expect(writeReference(once).startsWith("undefined")).to.equal(false);
      }),
    );
  });

  const anything = fc.oneof(
    fc.string(),
    fc
      .array(
        fc.constantFrom("a", "b.c", "x_y", "localhost", "Host", "h.x:1", "-b.c", "b.c_d", ":1", `@${digest}`),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .chain((parts) => fc.constantFrom(parts.join("/"), parts.join(""))),
  );

  it("has the parts that it has below a host, where it can have none itself", () => {
    fc.assert(
      fc.property(anything, (written) => {
        const below = parseReference(`localhost/${written}`);
        if (typeof below === "string") expect(parseReference(written, false)).to.equal(below);
        else
          expect({ host: "localhost", ...(parseReference(written, false) as object) }).to.deep.equal(below);
      }),
      { numRuns: 1_000 },
    );
  });

  it("looks as if it had a host just where it would be read with one", () => {
    fc.assert(
      fc.property(anything, (written) => {
        const bare = parseReference(written, false);
        fc.pre(typeof bare !== "string");
        const again = parseReference(writeReference(bare));
        expect(looksHosted(bare.path)).to.equal(typeof again !== "string" && again.host !== undefined);
      }),
      { numRuns: 1_000 },
    );
  });

  it("never throws at anything that is written", () => {
    fc.assert(fc.property(fc.string(), (written) => void parseReference(written)));
  });

  it("has a digest of sha256 in lower-case hexadecimal digits only", () => {
    expect(isDigest(digest)).to.equal(true);
    expect([`${digest}0`, digest.slice(1), `x${digest}`, `${digest}\n`].map(isDigest)).to.deep.equal([
      false,
      false,
      false,
      false,
    ]);
  });
});

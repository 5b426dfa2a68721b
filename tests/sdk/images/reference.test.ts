import { expect } from "chai";
import fc from "fast-check";
import { parseReference } from "../../../provider/core/reference";
import { readReference } from "../../../sdk/images/reference";
import { digest } from "./outcome";

describe("An image reference of a manifest", () => {
  for (const [written, parts] of [
    ["registry:5000/x", { repository: "registry:5000/x", host: "registry:5000", path: "x", tag: "latest" }],
    ["localhost/x", { repository: "localhost/x", host: "localhost", path: "x", tag: "latest" }],
    ["x:5000", { repository: "x", path: "x", tag: "5000" }],
    ["team/api", { repository: "team/api", path: "team/api", tag: "latest" }],
    ["A.B/c:1", { repository: "A.B/c", host: "a.b", path: "c", tag: "1" }],
    [
      `a.b:1/c/d:e@${digest("a")}`,
      { repository: "a.b:1/c/d", host: "a.b:1", path: "c/d", tag: "e", digest: digest("a") },
    ],
    [`c@${digest("a")}`, { repository: "c", path: "c", digest: digest("a") }],
    ["a_b.c/d", { repository: "a_b.c/d", path: "a_b.c/d", tag: "latest" }],
    ["", undefined],
    ["team/api:", undefined],
    [" team/api", undefined],
    ["team/api:1\n", undefined],
    ["Team/api", undefined],
    ["team/api@sha256:abc", undefined],
  ] as const) {
    it(`${JSON.stringify(written.slice(0, 30))} is read as Docker reads it`, () => {
      expect(readReference(written)).to.deep.equal(parts);
    });
  }

  it("is read as the provider reads it, whatever is written", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,4}([._-]{1,2}[a-zA-Z0-9]{1,3})?$/);
    const written = fc
      .record({
        host: fc.option(
          fc.constantFrom(
            "a.b",
            "A.B:80",
            "localhost",
            "localhost:1",
            "x:99999",
            "x:999999",
            "-a.b",
            "a_b.c",
            "A",
          ),
          {
            nil: "",
          },
        ),
        path: fc.array(word, { minLength: 1, maxLength: 3 }),
        tag: fc.option(fc.stringMatching(/^[\w.-]{0,3}$/), { nil: undefined }),
        digest: fc.constantFrom("", `@${digest("a")}`, "@sha256:a", `@${digest("a")}@${digest("a")}`),
      })
      .map(
        ({ host, path, tag, digest }) =>
          `${host && `${host}/`}${path.join("/")}${tag === undefined ? "" : `:${tag}`}${digest}`,
      );
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: written }, fc.string()), (reference) => {
        const provider = parseReference(reference);
        const { repository, ...ours } = readReference(reference) ?? {};
        expect(ours).to.deep.equal(typeof provider === "string" ? {} : provider);
        expect(reference.startsWith(repository ?? "")).to.equal(true);
      }),
      { numRuns: 2000 },
    );
  });
});

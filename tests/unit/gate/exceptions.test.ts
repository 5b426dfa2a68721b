import { expect } from "chai";
import fc from "fast-check";
import { Exceptions, type Excuse, exceptionsType, expiring, marked } from "../../../provider/core/exceptions";
import type { Vulnerability } from "../../../provider/core/findings";
import { unknown } from "../../../provider/core/wire";
import { parsed } from "../parsing";

const dayMs = 86_400_000;
const noon = Date.parse("2026-03-10T12:00:00Z");
const midnight = Date.parse("2026-03-10T00:00:00Z");
const until = "2026-03-10";
const reason = "not reachable";
const text = `until ${until}: ${reason}`;

const days = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const ids = fc.stringMatching(/^(CVE-2026-\d{4}|oval:com\.\w{1,8}:\d{3}|GHSA-\w{4})$/);
const references = fc.stringMatching(/^([a-z]{1,4}\.io\/)?[a-z*]{1,6}\/[a-z]{1,6}:[\w*]{1,6}$/);
const reasons = fc.string({ minLength: 1 }).filter((one) => one.trim() !== "");
const exceptions = fc.record(
  { vulnerability: ids, until: days, reason: reasons, images: fc.array(references, { minLength: 1 }) },
  { requiredKeys: ["vulnerability", "until", "reason"] },
);

/** Whether exceptions hold for a vulnerability; in words, why they no longer do. */
const excused = (
  all: Exceptions,
  vulnerability: Vulnerability,
  names: readonly string[],
): boolean | string => {
  const excuse: Excuse | undefined = all.excuse(vulnerability, names);
  return excuse === undefined ? false : excuse.holds || excuse.note;
};

describe("exceptions", () => {
  it("are a map that a reviewer can read: what is accepted where, to how long and why", () => {
    const { value, reports } = parsed(exceptionsType, [
      { vulnerability: "CVE-2026-1", until, reason },
      { vulnerability: "CVE-2026-2", images: ["team/api:1.4", "team/*"], until, reason: `  ${reason}\n` },
    ]);
    expect(reports).to.deep.equal([]);
    expect(value).to.deep.equal({
      "CVE-2026-1": text,
      "CVE-2026-2 in team/api:1.4": text,
      "CVE-2026-2 in team/*": text,
    });
  });

  it("parse to the same again, however they are written and whether they have expired", () => {
    fc.assert(
      fc.property(fc.array(exceptions, { minLength: 1, maxLength: 5 }), fc.integer(), (list, offset) => {
        const first = parsed(exceptionsType, list);
        fc.pre(first.reports.length === 0);
        expect(parsed(exceptionsType, first.value)).to.deep.equal(first);
        const now = noon + (offset % 40_000) * dayMs;
        const shown = marked(first.value ?? {}, now);
        expect(parsed(exceptionsType, shown)).to.deep.equal({ value: shown, reports: [] });
        expect(marked(shown, now)).to.deep.equal(shown);
        expect(marked(shown, noon)).to.deep.equal(marked(first.value ?? {}, noon));
      }),
    );
  });

  it("mean the same in any order, and twice", () => {
    fc.assert(
      fc.property(fc.array(exceptions, { minLength: 1, maxLength: 5 }), (list) => {
        const first = parsed(exceptionsType, list);
        fc.pre(first.reports.length === 0);
        expect(parsed(exceptionsType, [...list, ...list].reverse()).value).to.deep.equal(first.value);
      }),
    );
  });

  describe("that are not known yet stay as they are:", () => {
    const whole = { vulnerability: "CVE-2026-1", until, reason };
    for (const [title, one] of [
      ["one of them", unknown],
      ["its vulnerability", { ...whole, vulnerability: unknown }],
      ["its end", { ...whole, until: unknown }],
      ["its reason", { ...whole, reason: unknown }],
      ["its images", { ...whole, images: unknown }],
      ["one of its images", { ...whole, images: ["team/api:1.4", unknown] }],
    ] as const) {
      it(title, () => {
        const { value, reports } = parsed(exceptionsType, [{ ...whole, vulnerability: "CVE-2026-7" }, one]);
        expect(reports).to.deep.equal([]);
        expect(value).to.deep.equal({ "CVE-2026-7": text, "field[1]": unknown });
        expect(parsed(exceptionsType, value)).to.deep.equal({ value, reports: [] });
        expect(marked(value ?? {}, noon)).to.deep.equal(value);
        expect(marked(value ?? {}, noon + dayMs)).to.have.property("field[1]", unknown);
        expect(expiring(value ?? {}, noon)).to.have.length(1);
      });
    }

    it("and what is wrong beside it is reported all the same", () => {
      const { reports } = parsed(exceptionsType, [
        { vulnerability: unknown, until: "soon", reason: unknown, images: [unknown, "team/api"] },
      ]);
      expect(reports.map((report) => report.split(": ")[0])).to.deep.equal([
        "field[0].until",
        "field[0].images[1]",
      ]);
    });
  });

  describe("are refused", () => {
    const whole = { vulnerability: "CVE-2026-1", until, reason };
    const empty = "is not accepted: at least one `{ vulnerability, images?, until, reason }`";
    const noImage = "is not a reference such as `team/api:1.4`, in which `*` is any run of characters";
    const noEnd = "is required: the last day on which it holds, `YYYY-MM-DD`";
    const noId = "is required: its id, such as `CVE-2026-1234`";
    const noReason = "is required: why it is accepted, for whoever reviews it";
    const noText = "is not accepted: `until YYYY-MM-DD: <reason>`";
    for (const [title, value, path, why] of [
      ["that are none", [], "field", empty],
      ["that are an empty map", {}, "field", empty],
      ["that are nothing", null, "field", empty],
      ["that are a text", "CVE-2026-1", "field", empty],
      ["that are a number", 7, "field", empty],
      ["of which one is a text", ["CVE-2026-1"], "field[0]", "is not accepted: one `{ vulnerability, "],
      ["of which one is nothing", [whole, null], "field[1]", "is not accepted: one `{ vulnerability, "],
      ["of which one is a list", [[whole]], "field[0]", "is not accepted: one `{ vulnerability, "],
      [
        "with a member that there is not",
        [{ ...whole, cve: "CVE-2026-1" }],
        "field[0].cve",
        "is not known here",
      ],
      ["without a vulnerability", [{ until, reason }], "field[0].vulnerability", noId],
      ["with an empty vulnerability", [{ ...whole, vulnerability: "" }], "field[0].vulnerability", noId],
      ["of two at once", [{ ...whole, vulnerability: "CVE-1 CVE-2" }], "field[0].vulnerability", noId],
      ["of a number", [{ ...whole, vulnerability: 2026 }], "field[0].vulnerability", noId],
      ["without an end", [{ vulnerability: "CVE-2026-1", reason }], "field[0].until", noEnd],
      ["with a time", [{ ...whole, until: "2026-03-10T00:00:00Z" }], "field[0].until", noEnd],
      ["to a day that there is not", [{ ...whole, until: "2026-02-30" }], "field[0].until", noEnd],
      ["to a month that there is not", [{ ...whole, until: "2026-13-01" }], "field[0].until", noEnd],
      ["to a number", [{ ...whole, until: 20_260_310 }], "field[0].until", noEnd],
      ["without a reason", [{ vulnerability: "CVE-2026-1", until }], "field[0].reason", noReason],
      ["for a blank reason", [{ ...whole, reason: " \n" }], "field[0].reason", noReason],
      [
        "in no image",
        [{ ...whole, images: [] }],
        "field[0].images",
        "is empty: leave it out to except every",
      ],
      [
        "in images that are a text",
        [{ ...whole, images: "a:1" }],
        "field[0].images",
        "is empty: leave it out",
      ],
      [
        "in images of which one is a number",
        [{ ...whole, images: ["a:1", 7] }],
        "field[0].images[1]",
        noImage,
      ],
      ["in an image with a blank", [{ ...whole, images: ["a: 1"] }], "field[0].images[0]", noImage],
      [
        "in an image without a tag",
        [{ ...whole, images: ["host:5000/team/api"] }],
        "field[0].images[0]",
        "names no tag: write `host:5000/team/api:*` for every tag, or `host:5000/team/api:latest`",
      ],
      ["of a map without a text", { "CVE-2026-1": "" }, `field["CVE-2026-1"]`, noText],
      ["of a map with a number", { "CVE-2026-1": 7 }, `field["CVE-2026-1"]`, noText],
      [
        "of a map with a day that there is not",
        { "CVE-2026-1": "until 2026-02-30: x" },
        `field["CVE-2026-1"]`,
        noText,
      ],
      ["of a map without a reason", { "CVE-2026-1": "until 2026-03-10: " }, `field["CVE-2026-1"]`, noText],
      ["of a map with another word", { "CVE-2026-1": "after 2026-03-10: x" }, `field["CVE-2026-1"]`, noText],
      ["of a map with a key of another form", { "CVE-1 of a:1": text }, `field["CVE-1 of a:1"]`, noText],
    ] as const) {
      it(`${title}, by their path`, () => {
        const { reports } = parsed(exceptionsType, value);
        expect(reports).to.have.length(1);
        expect(reports[0]?.startsWith(`${path}: `), reports[0]).to.equal(true);
        expect(reports[0]).to.include(why);
      });
    }

    it("with all that is wrong at once", () => {
      const { reports } = parsed(exceptionsType, [{ images: ["a"] }, 7, { ...whole, images: ["a:1"] }]);
      expect(reports.map((report) => report.split(": ")[0])).to.deep.equal([
        "field[0].vulnerability",
        "field[0].until",
        "field[0].reason",
        "field[0].images[0]",
        "field[1]",
      ]);
    });

    it("once for each mistake", () => {
      const two = [whole, { ...whole, until: "soon" }, { ...whole, until: "later" }];
      expect(parsed(exceptionsType, two).reports.map((report) => report.split(": ")[0])).to.deep.equal([
        "field[1].until",
        "field[2].until",
      ]);
    });

    it("that say two things of the same, and not those that say one thing twice", () => {
      const other = { ...whole, until: "2026-03-11" };
      const inOne = { ...other, images: ["a:1"] };
      expect(parsed(exceptionsType, [whole, whole, inOne]).reports).to.deep.equal([]);
      expect(parsed(exceptionsType, [whole, other]).reports).to.deep.equal([
        "field[1]: excepts CVE-2026-1 a second time, with another end or reason",
      ]);
      expect(parsed(exceptionsType, [inOne, { ...inOne, reason: "another" }]).reports).to.deep.equal([
        "field[1]: excepts CVE-2026-1 in a:1 a second time, with another end or reason",
      ]);
    });
  });

  it("name images by tags, digests, ids, or any of them", () => {
    const images = [
      "*",
      "team/*",
      "team/api*",
      "a:1",
      `team/api@sha256:${"0".repeat(64)}`,
      "#7",
      "h:5000/a:1",
    ];
    const { reports } = parsed(exceptionsType, [{ vulnerability: "CVE-2026-1", until, reason, images }]);
    expect(reports).to.deep.equal([]);
  });

  describe("end with the day", () => {
    for (const [title, now, mark] of [
      ["holds in its first second", midnight, "until"],
      ["holds in its last second", midnight + dayMs - 1, "until"],
      ["has expired with the next day's first second", midnight + dayMs, "expired"],
      ["holds again where the clock was wrong", midnight - dayMs, "until"],
    ] as const) {
      it(`that they name: one ${title}`, () => {
        const exception = { "CVE-2026-1": `${mark === "until" ? "expired" : "until"} ${until}: ${reason}` };
        expect(marked(exception, now)).to.deep.equal({ "CVE-2026-1": `${mark} ${until}: ${reason}` });
        const all = new Exceptions(exception, now);
        expect(excused(all, { id: "CVE-2026-1" }, [])).to.equal(
          mark === "until" ? true : `exception expired ${until}`,
        );
      });
    }

    for (const [ago, lines] of [
      [-1, [`exception CVE-2026-1 has expired on ${until}, and counts again (${reason})`]],
      [0, [`exception CVE-2026-1 expires after today (${reason})`]],
      [1, [`exception CVE-2026-1 expires in 1 day, after ${until} (${reason})`]],
      [2, [`exception CVE-2026-1 expires in 2 days, after ${until} (${reason})`]],
      [14, [`exception CVE-2026-1 expires in 14 days, after ${until} (${reason})`]],
      [15, []],
    ] as const) {
      it(`of which a plan says so from 14 days before: ${ago} days before`, () => {
        for (const hour of [0, 12, 23.99]) {
          const now = midnight - ago * dayMs + hour * 3_600_000;
          expect(expiring({ "CVE-2026-1": text }, now), `at ${hour} h`).to.deep.equal(lines);
        }
      });
    }

    it("keeping a reason of several lines", () => {
      const exception = { "CVE-2026-1": `until ${until}: one\ntwo: three` };
      expect(marked(exception, noon + dayMs)).to.deep.equal({
        "CVE-2026-1": `expired ${until}: one\ntwo: three`,
      });
    });
  });

  describe("excuse", () => {
    const excuse = (keys: readonly string[], vulnerability: Parameters<Exceptions["excuse"]>[0]) =>
      excused(new Exceptions(Object.fromEntries(keys.map((key) => [key, text])), noon), vulnerability, [
        "team/api:1.4",
        "host.io/team/api:1.4",
      ]);

    it("a vulnerability by its id, however it is spelled, and no other", () => {
      expect(excuse(["cve-2026-1"], { id: "CVE-2026-1" })).to.equal(true);
      expect(excuse(["CVE-2026-1"], { id: "cve-2026-1" })).to.equal(true);
      expect(excuse(["CVE-2026-1"], { id: "CVE-2026-10" })).to.equal(false);
      expect(excuse(["CVE-2026-10"], { id: "CVE-2026-1" })).to.equal(false);
      expect(excuse([], { id: "CVE-2026-1" })).to.equal(false);
    });

    it("a vulnerability by any other name of it", () => {
      expect(excuse(["pcmgr-7"], { id: "CVE-2026-1", aliases: ["x", "PCMGR-7"] })).to.equal(true);
      expect(excuse(["pcmgr-7"], { id: "CVE-2026-1", aliases: ["x"] })).to.equal(false);
    });

    for (const [key, isExcused] of [
      ["CVE-2026-1 in team/api:1.4", true],
      ["CVE-2026-1 in host.io/team/api:1.4", true],
      ["CVE-2026-1 in *", true],
      ["CVE-2026-1 in */api:*", true],
      ["CVE-2026-1 in team/*", true],
      ["CVE-2026-1 in team/api:1.4*", true],
      ["CVE-2026-1 in team/api:1.5", false],
      ["CVE-2026-1 in team/api:1", false],
      ["CVE-2026-1 in api:1.4", false],
      ["CVE-2026-1 in TEAM/api:1.4", false],
      ["CVE-2026-1 in team/api:1?4", false],
      ["CVE-2026-1 in team/api:.*", false],
      ["CVE-2026-1 in (team/api:1.4)", false],
      ["CVE-2026-2 in team/api:1.4", false],
    ] as const) {
      it(`${isExcused ? "in" : "nothing in"} an image of two names: ${key}`, () => {
        expect(excuse([key], { id: "CVE-2026-1" })).to.equal(isExcused);
      });
    }

    it("an image whose name has a dot by that dot alone", () => {
      const one = new Exceptions({ "CVE-2026-1 in team/api:1.4": text }, noon);
      expect(excused(one, { id: "CVE-2026-1" }, ["team/api:1x4"])).to.equal(false);
    });

    it("an advisory when each of its CVEs is accepted, or it itself", () => {
      const advisory = { id: "USN-7", cves: ["CVE-2026-1", "CVE-2026-2"] };
      expect(excuse(["usn-7"], advisory)).to.equal(true);
      expect(excuse(["cve-2026-1", "CVE-2026-2 in team/*"], advisory)).to.equal(true);
      expect(excuse(["CVE-2026-1"], advisory)).to.equal(false);
      expect(excuse(["CVE-2026-1", "CVE-2026-2 in other/*"], advisory)).to.equal(false);
      expect(excuse(["CVE-2026-1"], { id: "USN-7", cves: [] })).to.equal(false);
    });

    it("nothing when one of an advisory's CVEs has expired, and say which day that was", () => {
      const advisory = { id: "USN-7", cves: ["CVE-2026-1", "CVE-2026-2"] };
      const keys = { "CVE-2026-1": text, "CVE-2026-2": "until 2026-03-09: x" };
      expect(excused(new Exceptions(keys, noon), advisory, [])).to.equal("exception expired 2026-03-09");
      expect(excused(new Exceptions({ "CVE-2026-2": "until 2026-03-09: x" }, noon), advisory, [])).to.equal(
        false,
      );
    });

    it("by one that holds, where another of the same has expired", () => {
      const both = { "CVE-2026-1 in a:1": "expired 2026-03-01: x", "CVE-2026-1": text };
      const one = new Exceptions(both, noon);
      expect(excused(one, { id: "CVE-2026-1" }, ["a:1"])).to.equal(true);
      expect(one.unused()).to.deep.equal(["CVE-2026-1 in a:1"]);
    });

    it("until the day that the exception names, whatever stands before it", () => {
      expect(
        excused(new Exceptions({ "CVE-2026-1": `expired ${until}: x` }, noon), { id: "CVE-2026-1" }, []),
      ).to.equal(true);
    });
  });

  it("tell which of them excused nothing", () => {
    const one = new Exceptions(
      {
        "CVE-2026-1": text,
        "CVE-2026-2 in a:1": text,
        "CVE-2026-3": "expired 2026-03-01: x",
        "CVE-2026-4": "expired 2026-03-01: x",
        "CVE-2026-5": text,
      },
      noon,
    );
    expect(one.unused()).to.have.length(5);
    one.excuse({ id: "CVE-2026-1" }, ["a:1"]);
    one.excuse({ id: "CVE-2026-2" }, ["b:1"]);
    one.excuse({ id: "CVE-2026-3" }, []);
    // Not all of the advisory is accepted: this exception is of no use.
    one.excuse({ id: "USN-7", cves: ["CVE-2026-5", "CVE-2026-6"] }, []);
    expect(one.unused()).to.deep.equal(["CVE-2026-2 in a:1", "CVE-2026-4", "CVE-2026-5"]);
  });

  it("of a part of an advisory that is accepted by its own id excuse nothing", () => {
    const one = new Exceptions({ "USN-7": text, "CVE-2026-1": text }, noon);
    expect(excused(one, { id: "USN-7", cves: ["CVE-2026-1", "CVE-2026-2"] }, [])).to.equal(true);
    expect(one.unused()).to.deep.equal(["CVE-2026-1"]);
  });

  it("say why a vulnerability is accepted: each reason once, of those that hold", () => {
    const day = `until ${until}`;
    const all = { "USN-7": `${day}: one`, "CVE-2026-1": `${day}: two`, "CVE-2026-2": `${day}: one` };
    const one = new Exceptions({ ...all, "usn-7": "expired 2026-03-01: three" }, noon);
    const advisory = { id: "USN-7", cves: ["CVE-2026-1", "CVE-2026-2"] };
    expect(one.excuse(advisory, [])).to.deep.equal({ holds: true, note: "one; two" });
    expect(one.excuse({ id: "CVE-2026-1" }, [])).to.deep.equal({ holds: true, note: "two" });
  });

  it("are none, or some", () => {
    expect(new Exceptions({}, noon).isEmpty).to.equal(true);
    expect(new Exceptions({ "CVE-2026-1": text }, noon).isEmpty).to.equal(false);
  });
});

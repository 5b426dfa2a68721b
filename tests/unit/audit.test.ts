import { expect } from "chai";
import { type Argued, type Report, unargued } from "../../tools/audit/audit";

const advisory = {
  name: "left",
  title: "it pads",
  severity: "high",
  url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
};
const report: Report = {
  vulnerabilities: { left: { via: [advisory] }, right: { via: ["left"] } },
};
const answer: Argued = {
  package: "left",
  advisory: "GHSA-aaaa-bbbb-cccc",
  reason: "it is given no text of others",
  until: "2026-06-30",
};

describe("the audit of dependencies", () => {
  it("names each advisory once", () => {
    expect(unargued(report, [], "2026-06-01")).to.deep.equal([
      "left: high: it pads (https://github.com/advisories/GHSA-aaaa-bbbb-cccc)",
    ]);
  });

  it("takes a reason for an answer, for this package and this advisory, until its day", () => {
    expect(unargued(report, [answer], "2026-06-30")).to.deep.equal([]);
    for (const other of [
      { ...answer, package: "right" },
      { ...answer, advisory: "GHSA-aaaa-bbbb-dddd" },
      { ...answer, reason: "" },
    ])
      expect(unargued(report, [other], "2026-06-30")).to.have.length(1);
    expect(unargued(report, [answer], "2026-07-01")).to.have.length(1);
  });

  it("knows a report without findings from none at all", () => {
    expect(unargued({ vulnerabilities: {} }, [], "2026-06-01")).to.deep.equal([]);
    expect(unargued({}, [], "2026-06-01")).to.equal(undefined);
  });
});

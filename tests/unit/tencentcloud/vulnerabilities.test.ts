import { expect } from "chai";
import type { ImageVulnerability } from "../../../provider/clouds/tencentcloud/api";
import { vulnerabilityOf } from "../../../provider/clouds/tencentcloud/vulnerabilities";

describe("a vulnerability of TCSS", () => {
  it("has the CVE for its id, and TCSS's own for another name", () => {
    expect(
      vulnerabilityOf({
        CVEID: "CVE-2026-1",
        POCID: "pcmgr-7",
        Name: "a hole in libc",
        Level: "3",
        Component: "libc",
        Version: "1.0",
        FixedVersions: "1.1",
        Tag: ["SYS", "CanBeFixed"],
      } as ImageVulnerability),
    ).to.deep.equal({
      id: "CVE-2026-1",
      aliases: ["pcmgr-7"],
      severity: "high",
      fixable: true,
      package: "libc",
      version: "1.0",
      fixedVersion: "1.1",
      title: "a hole in libc",
    });
  });

  it("says nothing of what TCSS leaves empty", () => {
    const empty = { CVEID: "CVE-2026-1", Name: "", Component: "", Version: "", FixedVersions: "" };
    expect(vulnerabilityOf(empty as ImageVulnerability)).to.deep.include({
      package: undefined,
      version: undefined,
      fixedVersion: undefined,
      title: undefined,
    });
  });

  for (const [title, row, id, aliases] of [
    ["by TCSS's own id", { CVEID: "", POCID: "pcmgr-7", Name: "a hole" }, "pcmgr-7", []],
    ["by its name", { CVEID: "", POCID: "", Name: "a hole" }, "a hole", []],
    ["as nothing", { CVEID: null, POCID: null }, "without a name", []],
  ] as const) {
    it(`that has no CVE is known ${title}`, () => {
      const vulnerability = vulnerabilityOf(row as unknown as ImageVulnerability);
      expect(vulnerability.id).to.equal(id);
      expect(vulnerability.aliases).to.deep.equal(aliases);
    });
  }

  for (const [level, severity] of [
    ["1", "low"],
    [1, "low"],
    ["LOW", "low"],
    [2, "medium"],
    ["MIDDLE", "medium"],
    ["medium", "medium"],
    ["3", "high"],
    ["HIGH", "high"],
    [4, "critical"],
    ["CRITICAL", "critical"],
    ["5", undefined],
    ["", undefined],
    [null, undefined],
    [undefined, undefined],
  ] as const) {
    it(`of level ${JSON.stringify(level)} is ${severity ?? "of no severity that is known"}`, () => {
      expect(vulnerabilityOf({ Level: level } as unknown as ImageVulnerability).severity).to.equal(severity);
    });
  }

  for (const [title, row, fixable] of [
    ["with a version that fixes it, can be fixed", { FixedVersions: "1.1" }, true],
    ["that is marked so, can be fixed", { FixedVersions: "", Tag: ["CanBeFixed"] }, true],
    ["without a version that fixes it, cannot", { FixedVersions: "" }, false],
    ["that is marked otherwise, cannot", { Tag: ["SYS"] }, false],
    ["that is not marked, cannot", { FixedVersions: null, Tag: [] }, false],
    ["of which neither is told, is not known to be", { FixedVersions: null, Tag: null }, undefined],
    ["of which nothing is told, is not known to be", {}, undefined],
  ] as const) {
    it(title, () => {
      expect(vulnerabilityOf(row as unknown as ImageVulnerability).fixable).to.equal(fixable);
    });
  }
});

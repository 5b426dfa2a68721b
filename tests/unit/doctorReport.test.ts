import { expect } from "chai";
import { type DoctorReport, isHealthy, jsonOf, tableOf, wantsColours } from "../../cli/doctorReport";
import { isWithin, versionIn } from "../../cli/version";
import type { Diagnosis } from "../../provider/core/diagnosis";

const fine: Diagnosis = { about: "machine", name: "Node.js", status: "ok", text: "20.19.0" };
const needs = { about: "permission", neededBy: ["a.Task", "a.Schedule"] } as const;
const wrong: Diagnosis = {
  ...needs,
  name: "a:List",
  status: "failed",
  text: "NoPermission: no\n  way",
  kind: "Forbidden",
  remedy: "Allow it.",
};
const skipped = (name: string): Diagnosis => ({
  ...needs,
  name,
  status: "untried",
  text: "not asked, as a:List failed",
  because: "a:List",
});
const reportOf = (...diagnoses: Diagnosis[]): DoctorReport => ({
  machine: [fine],
  accounts: [{ cloud: "a", profile: "prod", diagnoses }],
});

describe("the report of doctor", () => {
  it("has a table of the machine and of each account, with the need and the remedy below a row that failed", () => {
    expect(tableOf(reportOf(wrong), false)).to.equal(
      [
        "this machine",
        "  Node.js  ok  20.19.0",
        "",
        "a, profile prod",
        "  a:List  forbidden  NoPermission: no way",
        "                     Needed by a.Task, a.Schedule.",
        "                     Allow it.",
        "",
        "1 thing is wrong",
        "",
      ].join("\n"),
    );
  });

  it("gathers what was not asked for one reason in one row, and says of one alone what it is", () => {
    const [one, two] = [skipped("a:Get"), skipped("a:Show")];
    expect(tableOf(reportOf(wrong, one, two), false)).to.match(
      /\n {2}2 more permissions +not tried +not asked/,
    );
    expect(tableOf(reportOf(wrong, one), false)).to.match(/\n {2}a:Get +not tried +not asked/);
    const { accounts } = JSON.parse(jsonOf(reportOf(wrong, one, two))) as DoctorReport;
    expect(accounts[0]?.diagnoses).to.deep.equal([wrong, one, two]);
  });

  it("colours results and nothing else, so that the columns stay", () => {
    const plain = tableOf(reportOf(wrong, skipped("a:Get")), false);
    const coloured = tableOf(reportOf(wrong, skipped("a:Get")), true);
    expect(coloured).to.contain("\u001b[31mforbidden\u001b[39m").and.to.contain("\u001b[32mok");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours are made of.
    expect(coloured.replace(/\u001b\[\d+m/g, "")).to.equal(plain);
  });

  it("is coloured on a terminal only, and never against NO_COLOR", () => {
    expect(wantsColours({ isTTY: true }, {})).to.equal(true);
    expect(wantsColours({}, {})).to.equal(false);
    expect(wantsColours({ isTTY: true }, { NO_COLOR: "1" })).to.equal(false);
    expect(wantsColours({ isTTY: true }, { NO_COLOR: "" })).to.equal(true);
    expect(wantsColours({ isTTY: true }, { TERM: "dumb" })).to.equal(false);
  });

  it("is healthy with what nobody tried, and not with anything that failed", () => {
    expect(isHealthy([fine, skipped("a:Get")])).to.equal(true);
    expect(isHealthy([fine, wrong])).to.equal(false);
    expect(tableOf(reportOf(fine), false)).to.match(/\nnothing is wrong\n$/);
    expect(tableOf(reportOf(wrong, wrong), false)).to.match(/\n2 things are wrong\n$/);
    const { healthy, accounts } = JSON.parse(jsonOf(reportOf(wrong))) as {
      healthy: boolean;
      accounts: object[];
    };
    expect([healthy, accounts[0]]).to.deep.equal([
      false,
      { cloud: "a", profile: "prod", healthy: false, diagnoses: [wrong] },
    ]);
  });
});

describe("a version", () => {
  it("is read out of what a program prints", () => {
    expect(["v3.216.0", "3.216.0-dev.1\n", "pulumi"].map(versionIn)).to.deep.equal([
      "3.216.0",
      "3.216.0",
      undefined,
    ]);
  });

  it("is within a range from its first number that differs on, and of one major version where the range says so", () => {
    for (const version of ["3.216.0", "3.216.1", "3.1000.0"])
      expect(isWithin(version, "^3.216.0"), version).to.equal(true);
    for (const version of ["3.215.9", "2.999.0", "4.0.0"])
      expect(isWithin(version, "^3.216.0"), version).to.equal(false);
    expect(["20.18.9", "20.19.0", "22.0.0"].map((version) => isWithin(version, ">=20.19"))).to.deep.equal([
      false,
      true,
      true,
    ]);
  });
});

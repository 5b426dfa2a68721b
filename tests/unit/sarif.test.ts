import { expect } from "chai";
import { sarifOf } from "../../cli/sarif";
import type { JudgedImage, JudgedVulnerability } from "../../provider/core/judgement";
import { expectSarif, type SarifLog } from "../cli/expectSarif";

const at = new Date("2026-03-01T00:00:00Z");
const imageOf = (image: string, ...listed: JudgedVulnerability[]): JudgedImage => ({
  image,
  findings: {},
  refusal: undefined,
  listed,
});
const logOf = (...images: JudgedImage[]): SarifLog["runs"][0] => {
  const log = JSON.parse(sarifOf(images, { version: "1.2.3", startedAt: at, finishedAt: at })) as SarifLog;
  expectSarif(log);
  return log.runs[0];
};
const openssl: JudgedVulnerability = { id: "CVE-1", severity: "high", package: "openssl", version: "3.0.1" };

describe("SARIF", () => {
  it("has no result of images without vulnerabilities, and says that it was executed", () => {
    const { results, invocations, tool } = logOf(imageOf("team/api:1.4"));
    expect([results, tool.driver.rules]).to.deep.equal([[], []]);
    expect(invocations[0].executionSuccessful).to.equal(true);
  });

  it("has one rule for a vulnerability, of the worst severity, with the level and score that code hosts sort by", () => {
    const { tool, results } = logOf(
      imageOf("a:1", { ...openssl, severity: "low" }, { id: "CVE-2", severity: "critical" }),
      imageOf("b:1", openssl, { id: "CVE-3", severity: "medium" }, { id: "CVE-4", severity: undefined }),
    );
    const scores = tool.driver.rules.map((rule) => [
      rule.id,
      rule.defaultConfiguration.level,
      rule.properties["security-severity"],
    ]);
    expect(scores).to.deep.equal([
      ["CVE-1", "error", "8.0"],
      ["CVE-2", "error", "9.5"],
      ["CVE-3", "warning", "5.5"],
      ["CVE-4", "warning", undefined],
    ]);
    expect(results.map(({ ruleId, level }) => [ruleId, level])).to.deep.equal([
      ["CVE-1", "note"],
      ["CVE-2", "error"],
      ["CVE-1", "error"],
      ["CVE-3", "warning"],
      ["CVE-4", "warning"],
    ]);
  });

  it("has one result for each image, vulnerability and package, with all versions of it", () => {
    const { results } = logOf(
      imageOf(
        "a:1",
        openssl,
        { ...openssl, version: "1.1.1", fixedVersion: "3.0.2" },
        { ...openssl, package: "zlib" },
      ),
    );
    expect(results.map(({ message }) => message.text)).to.deep.equal([
      "CVE-1 in openssl 3.0.1, 1.1.1 of a:1, fixed in 3.0.2",
      "CVE-1 in zlib 3.0.1 of a:1",
    ]);
  });

  it("suppresses what is excused wherever it stands, with the reasons", () => {
    const accepted = { ...openssl, excused: "accepted", note: "not reachable" } as const;
    const idle = { ...openssl, package: "zlib", excused: "without a fix" } as const;
    const half = [
      { ...openssl, package: "curl", fixable: true },
      { ...openssl, package: "curl", excused: "without a fix", fixable: false },
    ] as const;
    const { results } = logOf(imageOf("a:1", accepted, accepted, idle, ...half));
    expect(
      results.map(({ suppressions }) => suppressions?.map(({ justification }) => justification)),
    ).to.deep.equal([
      ["not reachable"],
      ["there is no version without it, and only those count that can be fixed"],
      undefined,
    ]);
  });

  it("says of an exception that has expired that it has", () => {
    const { results } = logOf(imageOf("a:1", { ...openssl, note: "exception expired 2020-01-01" }));
    expect(results[0]?.suppressions).to.equal(undefined);
    expect(results[0]?.message.text).to.match(/\(exception expired 2020-01-01\)$/);
  });

  it("writes references as relative URIs", () => {
    const names = {
      "nginx:1.27": "nginx%3A1.27",
      "team/api:1.4": "team/api:1.4",
      "registry.example:5000/team/api:1.4": "registry.example%3A5000/team/api:1.4",
      [`team/api@sha256:${"ab".repeat(32)}`]: `team/api@sha256:${"ab".repeat(32)}`,
      "#110207178": "%23110207178",
      "team/api:1.4 #7": "team/api:1.4%20%237",
    };
    const { results } = logOf(...Object.keys(names).map((name) => imageOf(name, openssl)));
    const uris = results.map(({ locations }) => locations[0].physicalLocation.artifactLocation.uri);
    expect(uris).to.deep.equal(Object.values(names));
    const back = uris.map((uri) =>
      decodeURIComponent(new URL(uri, "file:///").href.slice("file:///".length)),
    );
    expect(back).to.deep.equal(Object.keys(names));
  });

  it("keeps the fingerprint of a vulnerability when only versions and titles change", () => {
    const print = (image: string, one: JudgedVulnerability) =>
      logOf(imageOf(image, one)).results[0]?.partialFingerprints.primaryLocationLineHash;
    const before = print("a:1", openssl);
    expect(print("a:1", { ...openssl, version: "3.0.2", title: "other", severity: "low" })).to.equal(before);
    expect(print("a:2", openssl)).not.to.equal(before);
    expect(print("a:1", { ...openssl, package: "zlib" })).not.to.equal(before);
    expect(print("a:1", { ...openssl, id: "CVE-2" })).not.to.equal(before);
  });

  it("links to a page of the web, and to nothing else that a vendor may say", () => {
    const urls = ["https://www.example.com/1", "javascript:alert(1)", "see the advisory", ""];
    const { tool } = logOf(imageOf("a:1", ...urls.map((url, index) => ({ id: `CVE-${index}`, url }))));
    expect(tool.driver.rules.map(({ helpUri }) => helpUri)).to.deep.equal([
      urls[0],
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("tells of images without a result, and that it was not executed to its end", () => {
    const { results, invocations } = logOf({
      image: "a:1",
      problem: { status: "failed", text: "its scan failed" },
      refusal: "its scan failed",
      listed: [],
    });
    expect(results).to.deep.equal([]);
    expect(invocations[0].executionSuccessful).to.equal(false);
    expect(invocations[0].toolExecutionNotifications[0]?.message.text).to.equal("a:1: its scan failed");
  });
});

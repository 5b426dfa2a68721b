import { expect } from "chai";

interface Text {
  readonly text: string;
}

/** What the tests read of a SARIF log. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly name: string;
          readonly version: string;
          readonly rules: readonly SarifRule[];
        };
      };
      readonly invocations: readonly [
        {
          readonly executionSuccessful: boolean;
          readonly startTimeUtc: string;
          readonly endTimeUtc: string;
          readonly toolExecutionNotifications: readonly { readonly level: string; readonly message: Text }[];
        },
      ];
      readonly results: readonly SarifResult[];
    },
  ];
}

interface SarifRule {
  readonly id: string;
  readonly shortDescription: Text;
  readonly fullDescription: Text;
  readonly help: Text;
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: { readonly tags: readonly string[]; readonly "security-severity"?: string };
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: Text;
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number };
      };
    },
  ];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
  readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
}

const levels = ["error", "warning", "note"];
/** RFC 3986's path-noscheme: no colon in the first segment. */
const relativePath = /^(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2})+(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-F]{2})*)*$/;

/** Fails unless a log has what SARIF 2.1.0, and code hosts, need of it. */
export function expectSarif({ $schema, version, runs }: SarifLog): void {
  expect({ $schema, version }).to.deep.equal({
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
  });
  expect(runs).to.have.length(1);
  const [{ tool, invocations, results }] = runs;
  const { driver } = tool;
  expect(driver.name).to.equal("pulumi-image-scan");
  expect(driver.version).to.match(/^\d+\.\d+\.\d+/);
  expect(invocations).to.have.length(1);
  for (const time of [invocations[0].startTimeUtc, invocations[0].endTimeUtc])
    expect(new Date(time).toISOString()).to.equal(time);
  for (const notification of invocations[0].toolExecutionNotifications) {
    expect(notification.level).to.equal("error");
    expect(notification.message.text).to.not.equal("");
  }

  const ids = driver.rules.map(({ id }) => id);
  expect(new Set(ids).size, "one rule for each vulnerability").to.equal(ids.length);
  for (const {
    id,
    shortDescription,
    fullDescription,
    help,
    helpUri,
    defaultConfiguration,
    properties,
  } of driver.rules) {
    for (const { text } of [shortDescription, fullDescription, help])
      expect(text, id).to.be.a("string").and.not.equal("");
    expect(shortDescription.text.length).to.be.at.most(1024);
    if (helpUri !== undefined) expect(URL.canParse(helpUri), helpUri).to.equal(true);
    expect(defaultConfiguration.level).to.be.oneOf(levels);
    expect(properties.tags).to.include("security");
    const score = properties["security-severity"];
    if (score !== undefined) expect(score).to.be.oneOf(["9.5", "8.0", "5.5", "2.0"]);
  }

  for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints, suppressions } of results) {
    expect(ids[ruleIndex]).to.equal(ruleId);
    expect(level).to.be.oneOf(levels);
    expect(message.text).to.contain(ruleId);
    expect(locations).to.have.length(1);
    const { artifactLocation, region } = locations[0].physicalLocation;
    expect(artifactLocation.uri).to.match(relativePath);
    expect(region.startLine).to.equal(1);
    expect(partialFingerprints.primaryLocationLineHash).to.match(/^[0-9a-f]{64}:1$/);
    if (suppressions === undefined) continue;
    expect(suppressions).to.have.length.at.least(1);
    for (const { kind, justification } of suppressions) {
      expect(kind).to.equal("external");
      expect(justification).to.not.equal("");
    }
  }
  const prints = results.map((one) => one.partialFingerprints.primaryLocationLineHash);
  expect(new Set(prints).size, "each result is one of its own").to.equal(prints.length);
}

import { expect } from "chai";
import { ScanError } from "../../provider/core/errors";
import { configuredRole } from "../../provider/core/role";
import { testHost } from "../../tools/ground/testHost";

const key = "alicloud:assumeRole";
const role = (written: string | undefined) =>
  configuredRole(testHost({ config: written === undefined ? {} : { [key]: written } }), key);

describe("a role of the stack's configuration", () => {
  it("is none where none is written", () => {
    expect(role(undefined)).to.equal(undefined);
    expect(role("")).to.equal(undefined);
  });

  it("has a name, and a session's where that is given; anything else is passed over", () => {
    expect(role('{"roleArn":"arn"}')).to.deep.equal({ roleArn: "arn", sessionName: undefined });
    expect(role('{"roleArn":"arn","sessionName":"deploy","durationSeconds":900}')).to.deep.equal({
      roleArn: "arn",
      sessionName: "deploy",
    });
  });

  for (const written of [
    "secret",
    "{",
    "{}",
    "[]",
    "null",
    "5",
    '"arn"',
    '{"roleArn":""}',
    '{"roleArn":null}',
  ]) {
    it(`is refused, without what is written: ${written}`, () => {
      let failure: unknown;
      try {
        role(written);
      } catch (error) {
        failure = error;
      }
      expect(failure)
        .to.be.instanceOf(ScanError)
        .and.include({ kind: "Unauthenticated", mayHaveActed: false });
      expect((failure as ScanError).message).to.equal(
        "alicloud:assumeRole: is not an object with a `roleArn`. Set it with `pulumi config set --path " +
          "'alicloud:assumeRole.roleArn' <arn>`.",
      );
    });
  }
});

import { join } from "node:path";
import { expect } from "chai";
import { succeed } from "../package/command";
import { root } from "../package/installed";
import { declare } from "./declare";

const args = { everyDays: 1, startTime: "03:00", all: true };
const prod = { ...args, profile: "prod" };

describe("A program", function () {
  this.timeout(60_000);

  const twice = [
    { title: "that says no profile", first: args, second: args },
    { title: "with the same profile", first: prod, second: prod },
    { title: "with a profile that is known later", first: prod, second: prod, later: ["profile"] },
    {
      title: "with a profile and the stack's profile",
      first: prod,
      second: args,
      config: { "imageScan:profile": "prod" },
    },
    {
      title: "with the default profile, named and not",
      first: args,
      second: { ...args, profile: "default" },
    },
  ];
  for (const { title, first, second, later = [], config = {} } of twice) {
    it(`fails that declares an account's one schedule twice, ${title}`, async () => {
      const { code, registered, stderr } = await declare({
        schedules: [
          { name: "nightly", args: first },
          { name: "again", args: second, later },
        ],
        config,
      });
      expect(code).to.equal(1);
      expect(registered).to.have.length.below(2);
      expect(stderr).to.match(
        /tencentcloud\/registryScanSchedule "\w+": "\w+" of this program manages the same schedule already/,
      );
    });
  }

  it("is warned once of secrets that stand in its configuration as they are, by their keys", async () => {
    const { code, registered, stderr } = await declare({
      schedules: [
        { name: "nightly", args },
        { name: "prod", args: prod },
      ],
      config: {
        "tencentcloud:secretId": "made-up-id",
        "tencentcloud:secretKey": "made-up-key",
        "alicloud:secretKey": "made-up-key",
        "huaweicloud:securityToken": "made-up-token",
        "huaweicloud:accessKey": "made-up-id",
        "imageScan:profiles": '{"prod":{}}',
      },
    });
    expect(code).to.equal(0);
    expect(registered).to.have.length(2);
    expect(stderr.trimEnd().split("\n")).to.have.length(1);
    expect(stderr).to.match(
      /^warning: .*tencentcloud:secretKey, alicloud:secretKey, huaweicloud:securityToken, imageScan:profiles stand unencrypted in the stack's configuration/,
    );
    expect(stderr).to.not.contain("made-up");
  });

  it("is not warned of secrets that are encrypted", async () => {
    const config = { "tencentcloud:secretKey": "made-up-key", "tencentcloud:secretId": "made-up-id" };
    const outcome = await declare({
      schedules: [{ name: "nightly", args }],
      config,
      secretKeys: ["tencentcloud:secretKey"],
    });
    expect(outcome).to.include({ code: 0, stderr: "" });
  });

  it("loads our classes and nothing else beside @pulumi/pulumi", async () => {
    const stdout = await succeed(
      process.execPath,
      [
        "-e",
        `require("@pulumi/pulumi");
        const before = new Set(Object.keys(require.cache));
        require("pulumi-image-scan");
        console.log(JSON.stringify(Object.keys(require.cache).filter((file) => !before.has(file))));`,
      ],
      { cwd: root },
    );
    const loaded = JSON.parse(stdout) as string[];
    expect(loaded).to.include(join(root, "dist", "sdk", "index.js"));
    expect(loaded.filter((file) => !file.startsWith(join(root, "dist", "sdk")))).to.be.empty;
  });
});

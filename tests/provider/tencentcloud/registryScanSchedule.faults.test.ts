import { expect } from "chai";
import type { Assumptions, FaultKind, Key } from "../../../sandbox/index";
import { errorOf, partialOf, refusalOf, type Stored } from "../../../tools/ground/run";
import {
  describeAction,
  listAction,
  program,
  startVendor,
  stopVendors,
  theirs,
  updateAction,
  type Vendor,
} from "./schedule";

/** Short, for requests that are never answered. No time passes between attempts. */
const deadlines = { requestMs: 300, callMs: 20_000 };
const always = Number.POSITIVE_INFINITY;

/** Lets reads fail from the moment of the next write on. */
function blindAfterWrite({ sandbox }: Vendor): void {
  const end = sandbox.requests.subscribe(({ action }) => {
    if (action !== updateAction) return;
    end();
    sandbox.faults.add({ action: describeAction, kind: "http503", times: always });
  });
}

describe("tencentcloud.RegistryScanSchedule, when the vendor fails", () => {
  afterEach(stopVendors);

  for (const kind of [
    "throttled",
    "resetBefore",
    "http500",
    "http503",
    "emptyBody",
    "malformedJson",
    "noResponse",
  ] as const) {
    it(`twice with ${kind}, tries again, and all is well`, async () => {
      for (const action of [describeAction, listAction, updateAction]) {
        const vendor = await startVendor();
        vendor.sandbox.faults.add({ action, kind, times: 2 });
        const run = vendor.run();
        const ours = await run.create(program);
        expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: true });
        expect(vendor.calls().filter((one) => one === action).length).to.equal(
          action === describeAction ? 4 : 3,
        );
        expect(vendor.sandbox.faults.list()).to.deep.equal([]);
        expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
      }
    });
  }

  for (const [kind, message] of [
    [
      "throttled",
      /^DescribeImageRegistryTimingScanTask: RequestLimitExceeded: Your current request times .* \[tried \d+ times in \d+ s\] \(request [0-9a-f-]{36}\)\. Somebody else uses up the account's rate limit: run the update again later\.$/,
    ],
    [
      "resetBefore",
      /^DescribeImageRegistryTimingScanTask: .*(ECONNRESET|socket hang up).* \[tried \d+ times in \d+ s\]\. Run the update again later\.$/,
    ],
    [
      "http500",
      /^DescribeImageRegistryTimingScanTask: HTTP 500: the answer is not one of Tencent Cloud's API \[tried \d+ times in \d+ s\]\. Something between here and the vendor answered in its place \(a proxy\?\), or the vendor is out of order\.$/,
    ],
    [
      "http503",
      /^DescribeImageRegistryTimingScanTask: HTTP 503: the answer is not one of Tencent Cloud's API \[tried/,
    ],
    [
      "emptyBody",
      /^DescribeImageRegistryTimingScanTask: HTTP 200: the answer is not one of Tencent Cloud's API \[tried/,
    ],
    [
      "malformedJson",
      /^DescribeImageRegistryTimingScanTask: HTTP 200: the answer is not one of Tencent Cloud's API \[tried/,
    ],
    [
      "noResponse",
      /^DescribeImageRegistryTimingScanTask: HTTP 200: the answer is not one of Tencent Cloud's API \[tried/,
    ],
  ] as [FaultKind, RegExp][]) {
    it(`for good with ${kind}, says so clearly after several attempts`, async () => {
      const vendor = await startVendor();
      vendor.sandbox.faults.add({ action: describeAction, kind, times: always });
      const error = await refusalOf(vendor.run().create(program));
      expect(error.message).to.match(message);
      expect(error.kind).to.equal(kind === "throttled" ? "Throttled" : "Unavailable");
      expect(vendor.calls().length).to.be.within(3, 12);
      expect(vendor.writes()).to.deep.equal([]);
    });
  }

  it("to answer at all, gives up after the deadline and says how long it was", async () => {
    const vendor = await startVendor();
    vendor.sandbox.faults.add({ action: describeAction, kind: "hang" });
    const start = Date.now();
    const error = await refusalOf(vendor.run({ deadlines }).create(program));
    expect(error.kind).to.equal("Timeout");
    expect(error.message).to.equal(
      "DescribeImageRegistryTimingScanTask: no answer within 0.3 s. Run the update again: it goes on from what the vendor has by then.",
    );
    expect(Date.now() - start).to.be.within(250, 2_500);
    expect(vendor.calls()).to.deep.equal([describeAction]);
  });

  it("to answer in time, gives up in the middle of the answer's delay", async () => {
    const vendor = await startVendor();
    vendor.sandbox.faults.add({ action: describeAction, kind: "slow", delayMs: 3_000 });
    const error = await refusalOf(vendor.run({ deadlines }).create(program));
    expect(error.kind).to.equal("Timeout");
  });

  describe("at a write", () => {
    it("and its answer is lost once, converges at once: the write has the same result twice", async () => {
      const vendor = await startVendor();
      vendor.sandbox.faults.add({ action: updateAction, kind: "resetAfter" });
      const run = vendor.run();
      const ours = await run.create(program);
      expect(vendor.calls()).to.deep.equal([
        describeAction,
        listAction,
        updateAction,
        updateAction,
        describeAction,
      ]);
      expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    });

    it("and every answer is lost, converges by reading back, and says that the answer was lost", async () => {
      const vendor = await startVendor();
      vendor.sandbox.faults.add({ action: updateAction, kind: "resetAfter", times: always });
      const run = vendor.run();
      const ours = await run.create(program);
      expect(run.log).to.match(
        /the answer was lost \(UpdateImageRegistryTimingScanTask: .*\), but the vendor holds the schedule/,
      );
      expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    });

    it("and refuses it, keeps nothing: nothing was changed", async () => {
      const vendor = await startVendor();
      vendor.sandbox.faults.add({
        action: updateAction,
        kind: "error",
        code: "InvalidParameter",
        message: "no",
      });
      const run = vendor.run();
      const error = await refusalOf(run.create(program));
      expect(error.kind).to.equal("InvalidInput");
      expect(error.message).to.match(
        /^UpdateImageRegistryTimingScanTask: InvalidParameter: no \(request [0-9a-f-]{36}\)\.$/,
      );
      expect(vendor.calls()).to.deep.equal([describeAction, listAction, updateAction]);
      // The same process may try again.
      await run.create(program);
    });

    it("and refuses it after a first answer was lost, still looks at what the vendor holds", async () => {
      const vendor = await startVendor();
      vendor.sandbox.faults.add({ action: updateAction, kind: "resetAfter" });
      vendor.sandbox.faults.add({ action: updateAction, kind: "error", code: "InvalidParameter" });
      const ours = await vendor.run().create(program);
      expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    });

    it("and never answers, and is seen not to have acted: the partial create keeps what was found", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      vendor.sandbox.faults.add({ action: updateAction, kind: "hang" });
      const partial = await partialOf(vendor.run({ deadlines }).create({ ...program, adopt: true }));
      expect(partial.reason.kind).to.equal("Timeout");
      expect(partial.id).to.equal("default/mainland");
      expect(partial.state).to.deep.include({
        everyDays: 7,
        startTime: "01:30",
        adopt: true,
        profile: "default",
        site: "mainland",
      });
      expect(partial.state.previous).to.have.nested.property("setting.ScanPeriod", 7);
      expect(vendor.run().plan(partial, { ...program, adopt: true }).changed).to.include.members([
        "everyDays",
        "startTime",
        "images",
      ]);
    });

    for (const [title, kind, neverConfigured] of [
      ["has not acted", "hang", "defaults"],
      ["has acted", "resetAfter", "defaults"],
      ["has not acted, on an account that never had one,", "hang", "notFound"],
      ["has acted, on an account that never had one,", "resetAfter", "notFound"],
    ] as const) {
      describe(`and never answers, ${title} and cannot be seen either`, () => {
        /** A partial create; what the vendor held before it. */
        async function halfCreated(): Promise<{ vendor: Vendor; partial: Stored; before: object }> {
          const vendor = await startVendor({ assume: { neverConfigured } });
          if (neverConfigured === "defaults") vendor.account.registrySchedule.edit(theirs);
          const before = { ...vendor.account.registrySchedule.value };
          vendor.sandbox.faults.add({ action: updateAction, kind, times: always });
          blindAfterWrite(vendor);
          const { reason, ...partial } = await partialOf(
            vendor.run(kind === "hang" ? { deadlines } : {}).create({ ...program, adopt: true }),
          );
          expect(reason.mayHaveActed).to.equal(true);
          const { setting } = partial.state.previous as { setting: object | null };
          if (neverConfigured === "defaults")
            expect(setting).to.include({ ScanPeriod: 7, ScanTime: "01:30" });
          else expect(setting).to.equal(null);
          vendor.sandbox.faults.clear();
          return { vendor, partial, before };
        }

        /** The vendor's schedule as before us: given back, or off where there was none. */
        function asBefore(vendor: Vendor, before: object): void {
          const now = vendor.account.registrySchedule.value;
          if (neverConfigured === "defaults") expect(now).to.deep.equal(before);
          else expect(now?.Enable ?? false).to.equal(false);
        }

        it("the partial create carries what was found, and the next update and delete leave the vendor as before us", async () => {
          const { vendor, partial, before } = await halfCreated();
          const next = await vendor.run().update(partial, { ...program, adopt: true });
          expect(vendor.account.registrySchedule.value).to.deep.include({ Enable: true, ScanPeriod: 1 });
          expect(next.state.previous).to.deep.equal(partial.state.previous);
          await vendor.run().delete(next);
          asBefore(vendor, before);
        });

        it("a delete right after it leaves the vendor as before us", async () => {
          const { vendor, partial, before } = await halfCreated();
          await vendor.run().delete(partial);
          asBefore(vendor, before);
        });

        it("a refresh right after it loses nothing of what is to be given back", async () => {
          const { vendor, partial, before } = await halfCreated();
          const read = await vendor.run().refresh(partial);
          // Where the vendor knows of none the engine forgets the resource: nothing was done.
          if (!read) return asBefore(vendor, before);
          const next = await vendor.run().update(read, { ...program, adopt: true });
          await vendor.run().delete(next);
          asBefore(vendor, before);
        });
      });
    }

    for (const assume of [
      { scanTime: "HH:mm:ss" },
      { scanType: "lowerCase" },
      { emptyLists: "null" },
      { handPicked: "both" },
      { optionalFields: "whenSet" },
    ] as Partial<Assumptions>[]) {
      it(`that it has made unseen, knows it again by its echo (${Object.values(assume)}), and gives back`, async () => {
        const vendor = await startVendor({ assume });
        vendor.account.registrySchedule.edit(theirs);
        vendor.sandbox.faults.add({ action: updateAction, kind: "resetAfter", times: always });
        blindAfterWrite(vendor);
        const partial = await partialOf(vendor.run().create({ ...program, endTime: "23:00", adopt: true }));
        vendor.sandbox.faults.clear();
        expect(vendor.account.registrySchedule.value).to.deep.include({ ScanPeriod: 1 });
        await vendor.run().delete(partial);
        // In the spelling that it was found in.
        const { ScanPeriod, Namespace, Latest, Enable } = theirs;
        expect(vendor.account.registrySchedule.value).to.deep.include({
          ScanPeriod,
          Namespace,
          Latest,
          Enable,
        });
      });
    }

    it("of an update and never answers, the next update and delete still know what to give back", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const before = vendor.account.registrySchedule.value;
      const ours = await vendor.run().create({ ...program, adopt: true });
      vendor.sandbox.faults.add({ action: updateAction, kind: "resetAfter", times: always });
      blindAfterWrite(vendor);
      const partial = await partialOf(vendor.run().update(ours, { ...program, adopt: true, everyDays: 2 }));
      vendor.sandbox.faults.clear();
      expect(partial.state.previous).to.deep.equal(ours.state.previous);
      expect(partial.state.written).to.have.length(2);
      expect(partial.state).to.deep.include({ everyDays: 1 });
      await vendor.run().delete(partial);
      expect(vendor.account.registrySchedule.value).to.deep.equal(before);
    });

    it("of an update and refuses it, keeps the state as it was", async () => {
      const vendor = await startVendor();
      const ours = await vendor.run().create(program);
      vendor.sandbox.faults.add({ action: updateAction, kind: "error", code: "InvalidParameter" });
      const error = await refusalOf(vendor.run().update(ours, { ...program, everyDays: 2 }));
      expect(error.kind).to.equal("InvalidInput");
      expect((await vendor.run().refresh(ours))?.state).to.deep.equal(ours.state);
    });

    it("by keeping another value than it was sent, fails and names both", async () => {
      const vendor = await startVendor();
      const end = vendor.sandbox.requests.subscribe(({ action, outcome }) => {
        if (action === updateAction && outcome === "ok")
          vendor.account.registrySchedule.edit({ ScanPeriod: 3 });
      });
      const partial = await partialOf(vendor.run().create(program));
      end();
      expect(partial.reason.kind).to.equal("Unknown");
      expect(partial.reason.message).to.equal(
        "read back: the vendor accepted the schedule and answers another:\n    everyDays: now 3, wanted 1.\n" +
          "If the vendor rounds or limits these values, declare what it answers.",
      );
    });

    it("of a restore, does not pretend that it gave back", async () => {
      const vendor = await startVendor();
      vendor.account.registrySchedule.edit(theirs);
      const before = vendor.account.registrySchedule.value;
      const ours = await vendor.run().create({ ...program, adopt: true });
      vendor.sandbox.faults.add({ action: updateAction, kind: "http503", times: always });
      const run = vendor.run();
      expect((await refusalOf(run.delete(ours))).kind).to.equal("Unavailable");
      expect(run.log).to.equal("");
      vendor.sandbox.faults.clear();
      await vendor.run().delete(ours);
      expect(vendor.account.registrySchedule.value).to.deep.equal(before);
    });
  });

  describe("at a read", () => {
    it("because it forbids it, is an error and not gone", async () => {
      const vendor = await startVendor();
      const ours = await vendor.run().create(program);
      vendor.sandbox.faults.add({
        action: describeAction,
        kind: "error",
        code: "AuthFailure.UnauthorizedOperation",
      });
      const error = await refusalOf(vendor.run().refresh(ours));
      expect(error.kind).to.equal("Forbidden");
      expect(error.message).to.include(
        "Allow tcss:DescribeImageRegistryTimingScanTask to these credentials (from TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY of the environment) in CAM",
      );
    });

    it("because it does not know the key, is an error and not gone", async () => {
      const vendor = await startVendor();
      const ours = await vendor.run().create(program);
      const error = await refusalOf(vendor.run({ env: { TENCENTCLOUD_SECRET_ID: "nobody" } }).refresh(ours));
      expect(error.kind).to.equal("Unauthenticated");
      expect(error.message).to.include("Check the credentials (from TENCENTCLOUD_SECRET_ID");
      expect(error.message).not.to.include("--run-program");
      const config = { "tencentcloud:secretId": "nobody", "tencentcloud:secretKey": "nothing" };
      const configured = await refusalOf(vendor.run({ config }).refresh(ours));
      expect(configured.message).to.include("after a key rotation run `pulumi up`, or add `--run-program`");
    });

    for (const code of ["FailedOperation", "InternalError", "InvalidParameter"]) {
      it(`with ${code}, is an error and not gone`, async () => {
        const vendor = await startVendor();
        const ours = await vendor.run().create(program);
        vendor.sandbox.faults.add({ action: describeAction, kind: "error", code, times: always });
        await refusalOf(vendor.run().refresh(ours));
      });
    }

    it("because a source of credentials fails, is told as that, at once", async () => {
      const vendor = await startVendor();
      const ours = await vendor.run().create(program);
      vendor.calls();
      const env = { TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: "", TKE_ROLE_ARN: "qcs::role" };
      const error = await refusalOf(vendor.run({ env, deadlines }).refresh(ours));
      expect(error.message).to.include("TKE_ROLE_ARN of the environment");
      expect(error.message).not.to.include("tried");
      expect(error.kind).to.equal("Unauthenticated");
      expect(vendor.calls()).to.deep.equal([]);
    });
  });

  describe("and whatever it does", () => {
    const key: Key = { secretId: "known-id", secretKey: "very-hidden-key", token: "very-hidden-token" };

    it("shows no key, token or header: in no error, no log, no state", async () => {
      const kinds: FaultKind[] = [
        "throttled",
        "http503",
        "malformedJson",
        "resetBefore",
        "resetAfter",
        "hang",
        "redirect",
      ];
      const shown: string[] = [];
      for (const kind of kinds) {
        for (const action of [describeAction, listAction, updateAction]) {
          const vendor = await startVendor({ accounts: [{ keys: [key] }] });
          vendor.account.registrySchedule.edit(theirs);
          vendor.sandbox.faults.add({ action, kind, times: always });
          const run = vendor.run({ deadlines: { requestMs: 100, callMs: 3_000 } });
          const made = await run.create({ ...program, adopt: true }).catch((failure: unknown) => failure);
          shown.push(
            run.log,
            JSON.stringify(made),
            String(made),
            made instanceof Error ? String(made.stack) : "",
          );
        }
      }
      for (const code of [
        "AuthFailure.SignatureFailure",
        "AuthFailure.TokenFailure",
        "AuthFailure.UnauthorizedOperation",
      ]) {
        const vendor = await startVendor({ accounts: [{ keys: [key] }] });
        vendor.sandbox.faults.add({ kind: "error", code });
        shown.push((await errorOf(vendor.run().create(program))).message);
      }
      const wrong = await startVendor({ accounts: [{ keys: [key] }] });
      const other = wrong.run({ env: { TENCENTCLOUD_SECRET_KEY: "very-hidden-other" } });
      shown.push((await errorOf(other.create(program))).message, other.log);
      const all = shown.join("\n");
      expect(all.length).to.be.greaterThan(2_000);
      for (const secret of [/very-hidden/, /known-id/, /Signature=/, /TC3-HMAC/, /Authorization:/i]) {
        expect(all).not.to.match(secret);
      }
    });

    it("does not follow it elsewhere: a redirect changes nothing", async () => {
      const vendor = await startVendor();
      vendor.sandbox.faults.add({ action: updateAction, kind: "redirect", times: always });
      await errorOf(vendor.run().create(program));
      expect(vendor.account.registrySchedule.value).to.equal(undefined);
    });
  });
});

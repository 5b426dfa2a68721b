import { expect } from "chai";
import type { Properties } from "../../../provider/core/wire";
import type { AlicloudOptions } from "../../../sandbox/index";
import { errorOf, partialOf, refusalOf, type Stored } from "../../../tools/ground/run";
import { always, fitForPeople, registryTask, SasVendor, stopVendors } from "./vendor";

const listAction = "DescribeImageInstances";
const importAction = "PublicSyncAndCreateImageScanTask";
const filterAction = "PublicCreateImageScanTask";
const preCheckAction = "PublicPreCheckImageScanTask";
const quotaAction = "DescribeImageScanAuthCount";
const hexOf = (digest: string): string => digest.replace("sha256:", "");

interface Runs {
  readonly taskIds: readonly string[];
  readonly images: number;
}
const runsOf = ({ state }: Stored): readonly Runs[] => state.runs as Runs[];

async function started(names: readonly string[], options: AlicloudOptions = {}): Promise<SasVendor> {
  const vendor = await SasVendor.start(options);
  for (const name of names) vendor.images.add(name);
  return vendor;
}

/** Ten scans of one image each, which do not end. */
async function fill(vendor: SasVendor, scans = 10): Promise<readonly string[]> {
  vendor.account.holdScans();
  const names = Array.from({ length: scans }, (_, index) => `busy/image-${index}:1`);
  for (const name of names) {
    vendor.images.add(name);
    await vendor.run(registryTask).create({ images: [name] });
  }
  vendor.calls();
  return names;
}

describe("alicloud.RegistryScanTask", () => {
  afterEach(stopVendors);

  describe("finds images", () => {
    for (const digestSpelling of ["hex", "prefixed"] as const) {
      it(`by their names, and hands over all that SAS says of them, digests in its own form, where it writes them ${digestSpelling}`, async () => {
        const vendor = await started(["team/api:1.4", "team/web:2.0"], { assume: { digestSpelling } });
        const api = vendor.images.get("team/api:1.4");
        const web = vendor.images.get("team/web:2.0");
        const byDigest = `team/web@sha256:${hexOf(web.Digest)}`;
        const stored = await vendor.run(registryTask).create({ images: ["team/api:1.4", byDigest] });
        expect(vendor.imported("ok")).to.deep.equal([
          [api, web].map((image) => ({
            registryType: "acr",
            repoId: image.RepoId,
            instanceId: image.InstanceId,
            repoNamespace: "team",
            regionId: "cn-hangzhou",
            repoName: image.RepoName,
            digest: hexOf(image.Digest),
            tag: image.Tag,
            createTime: Number(image.ImageCreate),
            updateTime: Number(image.ImageUpdate),
          })),
        ]);
        expect(stored.state.resolved).to.deep.equal({
          "team/api:1.4": {
            id: `acr/cri-sandbox1/team/api:1.4@sha256:${hexOf(api.Digest)}`,
            digest: `sha256:${hexOf(api.Digest)}`,
            scannedAt: "0",
          },
          [byDigest]: {
            id: `acr/cri-sandbox1/team/web:2.0@sha256:${hexOf(web.Digest)}`,
            digest: `sha256:${hexOf(web.Digest)}`,
            scannedAt: "0",
          },
        });
        expect(await vendor.run(registryTask).refresh(stored)).to.deep.include({ state: stored.state });
      });

      it(`whose tag has moved, and shows it as one line, where SAS writes digests ${digestSpelling}`, async () => {
        const vendor = await started(["team/api:1.4"], { assume: { digestSpelling } });
        const stored = await vendor.run(registryTask).create({ images: ["team/api:1.4"] });
        const before = hexOf(vendor.images.get("team/api:1.4").Digest).slice(0, 12);
        vendor.images.move("team/api:1.4");
        const after = hexOf(vendor.images.get("team/api:1.4").Digest).slice(0, 12);
        const read = await vendor.run(registryTask).refresh(stored);
        expect(read?.inputs.images).to.deep.equal({
          "team/api:1.4": `moved: sha256:${before} → sha256:${after}`,
        });
      });
    }

    it("by the host of Container Registry: those of its region, and of no other registry", async () => {
      const vendor = await started([]);
      const where = { RepoNamespace: "team", RepoName: "api", Tag: "1" };
      vendor.images.add({ ...where, InstanceId: "cri-hz", RegionId: "cn-hangzhou" });
      vendor.images.add({ ...where, InstanceId: "cri-fin", RegionId: "cn-shanghai-finance-1" });
      vendor.images.add({
        ...where,
        InstanceId: "harbor-1",
        RegionId: "cn-hangzhou",
        RegistryType: "harbor",
      });
      for (const [host, instanceId] of [
        ["acme-registry.cn-hangzhou.cr.aliyuncs.com", "cri-hz"],
        ["acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com", "cri-hz"],
        ["registry.cn-hangzhou.aliyuncs.com", "cri-hz"],
        ["registry-vpc.cn-hangzhou.aliyuncs.com", "cri-hz"],
        ["crpi-1a2b.cn-hangzhou.personal.cr.aliyuncs.com", "cri-hz"],
        ["crpi-1a2b-vpc.cn-hangzhou.personal.cr.aliyuncs.com", "cri-hz"],
        ["acme-registry-vpc.cn-shanghai-finance-1.cr.aliyuncs.com", "cri-fin"],
        ["harbor.example", "harbor-1"],
        ["10.0.0.1:8443", "harbor-1"],
        ["acme-registry.cn-hangzhou.cr.aliyuncs.com.example", "harbor-1"],
      ] as const) {
        const images = [`${host}/team/api:1`];
        await vendor.run(registryTask).create({ images });
        expect(vendor.imported().at(-1)?.[0], host).to.include({ instanceId });
        vendor.account.finishScans();
        await vendor.days(1);
      }
      const elsewhere = await refusalOf(
        vendor.run(registryTask).create({ images: ["acme-registry.cn-beijing.cr.aliyuncs.com/team/api:1"] }),
      );
      expect(elsewhere.kind).to.equal("NotFound");
    });

    for (const [title, more, instanceId] of [
      ["instance", { instanceId: "cri-two" }, "cri-two"],
      ["region", { regionId: "cn-beijing" }, "cri-two"],
      ["registry type", { registryType: "harbor" }, "harbor-1"],
      ["repository", { repoId: "crr-one" }, "cri-one"],
    ] as const) {
      it(`of one name in several registries, by their ${title}`, async () => {
        const vendor = await started([]);
        const where = { RepoNamespace: "team", RepoName: "api", Tag: "1" };
        vendor.images.add({ ...where, InstanceId: "cri-one", RegionId: "cn-hangzhou", RepoId: "crr-one" });
        vendor.images.add({ ...where, InstanceId: "cri-two", RegionId: "cn-beijing" });
        vendor.images.add({ ...where, InstanceId: "harbor-1", RegistryType: "harbor" });
        await vendor.run(registryTask).create({
          images: [{ repoNamespace: "team", repoName: "api", tag: "1", ...more }],
        });
        expect(vendor.imported()).to.have.length(1);
        expect(vendor.imported()[0]).to.have.length(1);
        expect(vendor.imported()[0]?.[0]).to.include({ instanceId });
      });
    }

    it("and hands over no times that SAS does not tell", async () => {
      const vendor = await started(["team/api:1.4"]);
      const env = await vendor.answering(listAction, (answer) => ({
        ...answer,
        ImageInstanceList: (answer.ImageInstanceList as Properties[]).map(({ ImageCreate: _, ...image }) => ({
          ...image,
          ImageUpdate: "yesterday",
        })),
      }));
      await vendor.run(registryTask, { env }).create({ images: ["team/api:1.4"] });
      expect(vendor.imported("ok")[0]?.[0]).not.to.have.any.keys("createTime", "updateTime");
    });

    it("by their digests once and for all: a refresh looks nothing up", async () => {
      const vendor = await started(["team/api:1.4"]);
      const images = [`team/api@sha256:${vendor.images.get("team/api:1.4").Digest}`];
      const stored = await vendor.run(registryTask).create({ images });
      vendor.calls();
      await vendor.run(registryTask).refresh(stored);
      expect(vendor.calls()).to.deep.equal([]);
    });

    it("under a tag that SAS lists twice, the newer; the older by its digest", async () => {
      const vendor = await started([]);
      const where = {
        RepoNamespace: "team",
        RepoName: "api",
        Tag: "1",
        InstanceId: "cri-x",
        RepoId: "crr-x",
      };
      const [older, newer] = ["a".repeat(64), "b".repeat(64)];
      vendor.images.add({ ...where, Digest: newer, ImageUpdate: "2000" });
      // The sandbox's registry, unlike SAS's list, has one image under a tag.
      const stale = vendor.images.add({ ...where, Tag: "other", Digest: older, ImageUpdate: "1000" });
      Object.assign(stale, { Tag: "1" });
      const stored = await vendor.run(registryTask).create({
        images: ["team/api:1", `team/api@sha256:${older}`, `team/api:1@sha256:${older}`],
      });
      expect(vendor.imported()[0]?.map(({ digest }) => digest)).to.deep.equal([newer, older]);
      const read = await vendor.run(registryTask).refresh(stored);
      expect(read?.inputs.images).to.deep.equal(stored.state.images);
    });

    it("or says which names lead to none, and the nearest ones; nothing is submitted", async () => {
      const vendor = await started(["team/api:1.4", "team/web:2.0"]);
      const run = vendor.run(registryTask);
      const images = ["team/web:2.0", "team/api:1.5", "other/thing:9"];
      const error = await refusalOf(run.create({ images }));
      expect(error).to.include({ kind: "NotFound", mayHaveActed: false });
      expect(error.message).to.equal(
        "images: 2 of the names do not lead to one image:\n" +
          "    team/api:1.5 is not among the images that Security Center knows; nearest: team/api:1.4\n" +
          "    other/thing:9 is not among the images that Security Center knows.\n" +
          "Security Center lists an image after its registry was synchronised; one with all its coordinates (`instanceId`, " +
          "`regionId`, `repoId`, `repoNamespace`, `repoName` and a tag or a digest) needs no list. Nothing was changed.",
      );
      // The list was not older than the question.
      expect(vendor.calls()).to.deep.equal([listAction]);
    });

    it("or says which names lead to several, and where these are", async () => {
      const vendor = await started([]);
      const where = { RepoNamespace: "team", RepoName: "api", Tag: "1" };
      vendor.images.add({ ...where, InstanceId: "cri-one" });
      vendor.images.add({ ...where, InstanceId: "harbor-1", RegistryType: "harbor", RegionId: "" });
      const error = await refusalOf(vendor.run(registryTask).create({ images: ["team/api:1"] }));
      expect(error.message).to.contain(
        "\n    team/api:1 means 2 images: acr cri-one cn-hangzhou, harbor harbor-1; add a digest, an instanceId, a regionId or a registryType.\n",
      );
    });

    it("that were pushed since it looked, by looking again", async () => {
      const vendor = await started(["team/api:1.4"]);
      const run = vendor.run(registryTask);
      await run.create({ images: ["team/api:1.4"] });
      vendor.images.add("team/new:1");
      await run.beside().create({ images: ["team/new:1"] });
      expect(vendor.scans).to.have.length(2);
    });

    it("without looking, where a program gives all their coordinates, which SAS need not know", async () => {
      const vendor = await started([]);
      const coordinates = {
        repoNamespace: "team",
        repoName: "api",
        instanceId: "cri-new",
        regionId: "cn-beijing",
        repoId: "crr-new",
      };
      const digest = `sha256:${"c".repeat(64)}`;
      const stored = await vendor.run(registryTask).create({
        images: [
          { ...coordinates, tag: "1.4" },
          { ...coordinates, digest },
        ],
      });
      expect(vendor.calls()).to.deep.equal(["ListUnfinishedOnceTask", importAction]);
      expect(vendor.imported()).to.deep.equal([
        [
          { registryType: "acr", ...coordinates, tag: "1.4" },
          { registryType: "acr", ...coordinates, digest: "c".repeat(64) },
        ],
      ]);
      expect(vendor.scans.map(({ state }) => state)).to.deep.equal(["scanning"]);
      const resolved = stored.state.resolved as Record<string, Properties>;
      expect(resolved["cri-new/team/api:1.4"]).to.have.all.keys("id", "scannedAt");
      expect(resolved[`cri-new/team/api@${digest}`]).to.include({ digest });
    });

    for (const without of ["instanceId", "regionId", "repoId"] as const) {
      it(`by looking, where a program leaves out the ${without}`, async () => {
        const vendor = await started(["team/api:1.4"]);
        const { RepoId, InstanceId, RegionId } = vendor.images.get("team/api:1.4");
        const all = { instanceId: InstanceId, regionId: RegionId, repoId: RepoId };
        const { [without]: _, ...some } = all;
        await vendor.run(registryTask).create({
          images: [{ repoNamespace: "team", repoName: "api", tag: "1.4", ...some }],
        });
        expect(vendor.calls()[0]).to.equal(listAction);
        expect(vendor.imported()[0]?.[0]).to.include(all);
      });
    }
  });

  describe("submits", () => {
    it("no more than twenty images at once, all of them once, under one run", async () => {
      const names = Array.from({ length: 45 }, (_, index) => `team/image-${index}:1`);
      const vendor = await started(names);
      const stored = await vendor.run(registryTask).create({ images: names });
      expect(vendor.imported("ok").map((images) => images.length)).to.deep.equal([20, 20, 5]);
      expect(
        new Set(
          vendor
            .imported()
            .flat()
            .map(({ repoName }) => repoName),
        ).size,
      ).to.equal(45);
      expect(runsOf(stored)).to.have.length(1);
      expect(runsOf(stored)[0]).to.deep.include({
        images: 45,
        taskIds: vendor.scans.map(({ taskId }) => taskId),
      });
      expect(stored.state.taskId).to.equal(vendor.scans[2]?.taskId);
    });

    it("no more than a request line holds, however long the names are", async () => {
      const long = (index: number) =>
        `${"namespace-".repeat(8)}n/${"name-".repeat(30)}${index}:${"t".repeat(120)}`;
      const names = Array.from({ length: 30 }, (_, index) => long(index));
      const vendor = await started(names);
      await vendor.run(registryTask).create({ images: names });
      const lengths = vendor.sandbox.requests.entries
        .filter(({ action }) => action === importAction)
        .map(({ query }) => query.length);
      expect(lengths.length).to.be.within(2, 5);
      for (const length of lengths) expect(length).to.be.within(1_000, 11 * 1024 + 16);
      expect(vendor.imported("ok").flat()).to.have.length(30);
      // As full as they may be: the last one may hold less.
      for (const length of lengths.slice(0, -1)) expect(length).to.be.above(10 * 1024);
    });

    it("one image once, which the program names twice", async () => {
      const vendor = await started(["team/api:1.4"]);
      const { Digest } = vendor.images.get("team/api:1.4");
      const images = ["team/api:1.4", `team/api@sha256:${hexOf(Digest)}`];
      const stored = await vendor.run(registryTask).create({ images });
      expect(vendor.imported().map((one) => one.length)).to.deep.equal([1]);
      expect(Object.keys(stored.state.images as object)).to.have.length(2);
    });

    it("filters, each a list with commas", async () => {
      const vendor = await started(["team/api:1.4", "team/web:2.0", "other/api:1.4"]);
      const filter = {
        registryTypes: ["harbor", "acr"],
        regionIds: ["cn-hangzhou"],
        instanceIds: ["cri-sandbox1"],
        repoNamespaces: ["team", "other"],
        repoIds: [vendor.images.get("team/api:1.4").RepoId],
        repoNames: ["api", "web"],
        tags: ["2.0", "1.4"],
      };
      const stored = await vendor.run(registryTask).create({ filter });
      const request = {
        RegistryTypes: "acr,harbor",
        RegionIds: "cn-hangzhou",
        InstanceIds: "cri-sandbox1",
        RepoNamespaces: "other,team",
        RepoIds: filter.repoIds[0],
        RepoNames: "api,web",
        Tags: "1.4,2.0",
      };
      expect(vendor.asked(preCheckAction)).to.deep.equal([request]);
      expect(vendor.asked(filterAction, "ok")).to.deep.equal([request]);
      expect(runsOf(stored)[0]).to.deep.include({ images: 1, taskIds: [vendor.scans[0]?.taskId] });
      expect(vendor.scans[0]?.images).to.deep.equal(["team/api:1.4"]);
    });

    it("everything without a filter", async () => {
      const vendor = await started(["team/api:1.4", "team/web:2.0"]);
      await vendor.run(registryTask).create({ all: true });
      expect(vendor.asked(filterAction)).to.deep.equal([{}]);
      expect(vendor.calls()).to.deep.equal([
        preCheckAction,
        "ListUnfinishedOnceTask",
        quotaAction,
        // What has been scanned of late, so that a scan whose answer is lost can be told from it.
        "DescribeOnceTaskLeafRecordPage",
        filterAction,
      ]);
    });

    for (const wrong of ["a,b", " a", "a ", "", ","]) {
      it(`no part of a filter that SAS would take for others: ${JSON.stringify(wrong)}`, async () => {
        const vendor = await started([]);
        const { failures } = vendor.run(registryTask).check({ filter: { tags: ["1.4", wrong] } });
        expect(failures).to.have.length(1);
        expect(failures[0]?.reason).to.match(/^filter\.tags\[1\]: .+ is not accepted: a tag$/);
      });
    }

    it("nothing that a filter does not match", async () => {
      const vendor = await started(["team/api:1.4"]);
      const error = await refusalOf(vendor.run(registryTask).create({ filter: { tags: ["9"] } }));
      expect(error.kind).to.equal("NotFound");
      expect(error.message).to.equal(
        "select: the selection matches no image. Check its parts against the vendor's inventory. Nothing was submitted.",
      );
      expect(vendor.calls()).to.deep.equal([preCheckAction]);
    });

    for (const [title, Data, code] of [
      ["nothing", null, undefined],
      ["an empty id", { TaskId: "", CanCreate: true }, undefined],
      ["a reason only", { Result: "TASK_NOT_SUPPORT_REGION" }, "TASK_NOT_SUPPORT_REGION"],
    ] as const) {
      it(`and says so when the answer to a create has no id, but ${title}`, async () => {
        const vendor = await started(["team/api:1.4"], { secondsPerImage: 0 });
        const env = await vendor.answering(importAction, (answer) => ({ ...answer, Data }));
        vendor.images.failScans("team/api:1.4");
        const error = await refusalOf(vendor.run(registryTask, { env }).create({ images: ["team/api:1.4"] }));
        expect(error).to.include({ kind: "Unknown", mayHaveActed: true });
        expect(error.details.code).to.equal(code);
        expect(error.message).to.match(
          /: the answer has no TaskId\. See in Security Center's console whether a scan runs, and run the update again\.$/,
        );
        fitForPeople(error.message, vendor);
      });
    }

    it("and keeps the id of an answer which also says that the account is full now", async () => {
      const vendor = await started(["team/api:1.4"]);
      await fill(vendor, 9);
      const stored = await vendor.run(registryTask).create({ images: ["team/api:1.4"] });
      expect(stored.state.taskId).to.equal(vendor.scans[9]?.taskId).and.to.be.a("string");
    });
  });

  describe("has the quota looked at", () => {
    for (const preCheck of ["asDocumented", "swapped"] as const) {
      it(`before anything is started, where SAS's two numbers are ${preCheck}`, async () => {
        const names = ["team/a:1", "team/b:1", "team/c:1"];
        const vendor = await started(names, { assume: { preCheck }, accounts: [{ quota: 2 }] });
        const error = await refusalOf(vendor.run(registryTask).create({ all: true }));
        expect(error).to.include({ kind: "QuotaExceeded", mayHaveActed: false });
        expect(error.message).to.equal(
          `${preCheckAction}: the scan of 3 images needs 3 of the scan quota, and 2 of 2 are left. Buy more, or narrow the ` +
            "selection. Nothing was submitted.",
        );
        expect(vendor.scans).to.have.length(0);
        vendor.account.quota.capacity = 3;
        await vendor.run(registryTask).create({ all: true });
        expect(vendor.scans).to.have.length(1);
      });

      it(`by the larger number, where some were scanned before and the two are ${preCheck}`, async () => {
        const vendor = await started(["team/a:1", "team/b:1", "team/c:1"], {
          assume: { preCheck },
          accounts: [{ quota: 3 }],
        });
        await vendor.run(registryTask).create({ images: ["team/a:1"] });
        vendor.account.finishScans();
        const run = vendor.run(registryTask);
        const error = await refusalOf(run.create({ filter: { tags: ["1"] } }));
        expect(error.message).to.contain(
          "the scan of 3 images needs 2 to 3 of the scan quota, and 2 of 3 are left.",
        );
        vendor.account.quota.capacity = 4;
        const stored = await vendor.run(registryTask).create({ filter: { tags: ["1"] } });
        expect(runsOf(stored)[0]?.images).to.equal(3);
      });
    }

    it("and goes on where SAS does not say what is left", async () => {
      const vendor = await started(["team/a:1"], { accounts: [{ quota: 0 }] });
      for (const ImageScan of [
        null,
        {},
        { ImageScanCapacity: 0 },
        { ScanCount: 0, ImageScanCapacity: null },
      ]) {
        const env = await vendor.answering(quotaAction, (answer) => ({ ...answer, ImageScan }));
        await vendor.run(registryTask, { env }).create({ all: true });
        vendor.account.finishScans();
        await vendor.clock.sleep(60_000);
      }
      expect(vendor.scans).to.have.length(4);
    });

    it("not for images that are named: SAS counts those only itself", async () => {
      const vendor = await started(["team/a:1"], { accounts: [{ quota: 0 }] });
      await vendor.run(registryTask).create({ images: ["team/a:1"] });
      expect(vendor.calls()).not.to.include(quotaAction);
    });

    it("once, for however long the scan waits in the queue", async () => {
      const vendor = await started(["team/api:1"]);
      await fill(vendor);
      const run = vendor.run(registryTask);
      const error = await errorOf(run.create({ filter: { tags: ["1"] }, queueTimeoutSeconds: 60 }));
      expect(error.kind).to.equal("Conflict");
      const calls = vendor.calls();
      expect(calls.filter((action) => action === quotaAction)).to.have.length(1);
      expect(calls.filter((action) => action === preCheckAction)).to.have.length(1);
      expect(calls.filter((action) => action === filterAction).length).to.be.above(2);
    });

    it("and refuses more than maxImages before it", async () => {
      const vendor = await started(["team/a:1", "team/b:1"]);
      const error = await refusalOf(vendor.run(registryTask).create({ all: true, maxImages: 1 }));
      expect(error.message).to.contain("2 images would be scanned, and `maxImages` is 1");
      expect(vendor.calls()).to.deep.equal([preCheckAction]);
    });
  });

  describe("in an account that runs ten scans", () => {
    for (const whenFull of ["noTaskId", "refused"] as const) {
      for (const program of [{ images: ["team/api:1.4"] }, { filter: { repoNamespaces: ["team"] } }]) {
        const title = `${Object.keys(program)[0]} where SAS says so by ${whenFull}`;

        it(`waits for one of them to end: ${title}`, async () => {
          const vendor = await started(["team/api:1.4"], { assume: { whenFull } });
          await fill(vendor);
          const run = vendor.run(registryTask);
          const waiting = run.create(program);
          // After it has been refused for the fourth time, and has seen why.
          const seen = whenFull === "refused" ? "ListUnfinishedOnceTask" : undefined;
          vendor.sandbox.requests.subscribe(({ action }) => {
            const tries = vendor.asked(importAction).length + vendor.asked(filterAction).length;
            if (tries === 14 && (seen ?? action) === action) vendor.account.finishScans();
          });
          const stored = await waiting;
          expect(vendor.scans).to.have.length(11);
          expect(vendor.account.maxRunning).to.equal(10);
          expect(runsOf(stored)[0]?.taskIds).to.deep.equal([vendor.scans[10]?.taskId]);
          expect(run.log).to.match(
            /waits for the vendor to take a further scan \(Public\w+: .+Security Center runs 10 scans of images at a time\.\)/,
          );
        });

        it(`fails at once with onBusy "fail": ${title}`, async () => {
          const vendor = await started(["team/api:1.4"], { assume: { whenFull } });
          await fill(vendor);
          const error = await refusalOf(vendor.run(registryTask).create({ ...program, onBusy: "fail" }));
          expect(error).to.include({ kind: "Conflict", mayHaveActed: false });
          expect(error.message).to.match(
            /: Security Center runs 10 scans|\. Security Center runs 10 scans of images at a time\.$/,
          );
          if (whenFull === "noTaskId")
            expect(error.message).to.contain("the account runs 10 scans of images, which is all it may");
          else expect(error.details.code).to.equal("TaskLimitExceeded");
          expect(vendor.scans).to.have.length(10);
        });
      }
    }

    it("stops waiting after queueTimeoutSeconds", async () => {
      const vendor = await started(["team/api:1.4"]);
      await fill(vendor);
      const before = vendor.clock.now();
      const run = vendor.run(registryTask);
      const error = await refusalOf(run.create({ images: ["team/api:1.4"], queueTimeoutSeconds: 120 }));
      expect(error.kind).to.equal("Conflict");
      expect(vendor.clock.now() - before).to.be.within(100_000, 121_000);
    });

    it("takes no other refusal for that, once it has looked what runs and heard it again", async () => {
      const vendor = await started(["team/api:1.4"]);
      await fill(vendor, 9);
      for (const code of ["TaskLimitExceeded", "QuotaExceeded", "SomethingNew"]) {
        vendor.fail(importAction, "error", code, 2);
        const error = await refusalOf(vendor.run(registryTask).create({ images: ["team/api:1.4"] }));
        expect(error.kind, code).not.to.equal("Conflict");
        expect(error.details.code).to.equal(code);
      }
      expect(vendor.scans).to.have.length(9);
    });

    it("takes no refusal of another kind for that, whatever runs", async () => {
      const vendor = await started(["team/api:1.4"]);
      await fill(vendor);
      for (const [code, kind] of [
        ["NoPermission", "Forbidden"],
        ["InvalidParameter", "InvalidInput"],
      ]) {
        vendor.fail(importAction, "error", String(code));
        const error = await refusalOf(vendor.run(registryTask).create({ images: ["team/api:1.4"] }));
        expect(error.kind).to.equal(kind);
      }
    });

    it("takes one scan of many images for one", async () => {
      const names = Array.from({ length: 12 }, (_, index) => `team/image-${index}:1`);
      const vendor = await started([...names, "team/api:1.4"], { assume: { unfinishedTaskId: "root" } });
      vendor.account.holdScans();
      await vendor.run(registryTask).create({ images: names });
      vendor.fail(importAction, "error", "QuotaExceeded", always);
      const run = vendor.run(registryTask);
      const error = await refusalOf(run.create({ images: ["team/api:1.4"], queueTimeoutSeconds: 60 }));
      expect(error.kind).to.equal("QuotaExceeded");
      vendor.sandbox.faults.clear();
    });

    it("lets those in that wait in their order, and only the first of them ask", async () => {
      const names = Array.from({ length: 4 }, (_, index) => `team/image-${index}:1`);
      const vendor = await started(names);
      await fill(vendor);
      const run = vendor.run(registryTask);
      let ended = false;
      vendor.sandbox.requests.subscribe(() => {
        const tries = vendor.asked(importAction).length;
        if (!ended && tries === 24) {
          ended = true;
          vendor.account.finishScans();
        }
      });
      await Promise.all(
        names.map(async (name, index) => {
          for (let turn = 0; turn < index * 40; turn += 1) await new Promise(setImmediate);
          return await run.beside().create({ images: [name] });
        }),
      );
      expect(vendor.scans.slice(10).map(({ images }) => images[0])).to.deep.equal(names);
      // Ten that fill, then 14 refused ones, of which each task but the first made at most one, then four accepted.
      expect(vendor.asked(importAction).length).to.be.within(27, 29);
    });
  });

  describe("when the answer to a submission is lost", () => {
    const three = ["team/a:1", "team/b:1", "team/c:1"];

    for (const fault of ["resetAfter"] as const) {
      it(`keeps the id that SAS lists for all of it, and stops the scan on delete (${fault})`, async () => {
        const vendor = await started(three, { assume: { unfinishedTaskId: "root" } });
        vendor.fail(importAction, fault);
        const run = vendor.run(registryTask);
        const stored = await run.create({ images: three });
        expect(vendor.scans).to.have.length(1);
        const [scan] = vendor.scans;
        expect(stored.state).to.deep.include({ taskId: scan?.taskId, followed: [] });
        expect(runsOf(stored)[0]).to.deep.include({ taskIds: [scan?.taskId], images: 3 });
        expect(run.log).to.contain(
          `3 of 3 images are being scanned, as ${scan?.taskId}, which is ours by its content and its time`,
        );
        await vendor.run(registryTask).delete(stored);
        expect(vendor.scans[0]?.state).to.equal("canceled");
      });
    }

    for (const [title, assume] of [
      ["lists ids of single images", { unfinishedTaskId: "leaf" }],
      ["knows the ids of single images", { unfinishedTaskId: "leaf", leafIds: "known" }],
    ] as const) {
      for (const images of [three, three.slice(0, 1)]) {
        it(`follows ${images.length}, and stops nothing on delete, where SAS ${title}`, async () => {
          const vendor = await started(three, { assume });
          vendor.account.holdScans();
          vendor.fail(importAction, "resetAfter");
          const run = vendor.run(registryTask);
          const stored = await run.create({ images });
          expect(vendor.scans).to.have.length(1);
          expect(stored.state).not.to.have.property("taskId");
          expect(stored.state.followed).to.deep.equal(images);
          expect(run.log).to.contain("followed. Which task does so is ambiguous, so that no id is kept");
          await vendor.run(registryTask).delete(stored);
          expect(vendor.scans[0]?.state).to.equal("scanning");
        });
      }
    }

    for (const [what, action] of [
      ["the quota cannot be read", quotaAction],
      ["a submission does not arrive", filterAction],
    ] as const) {
      it(`does not take a scan that has just ended for the one of which ${what}`, async () => {
        const vendor = await started(three);
        const stored = await vendor.run(registryTask).create({ all: true });
        vendor.account.finishScans();
        const again = { all: true, triggers: { release: "2" } };
        vendor.sandbox.faults.add({ action, kind: "http503", times: always });
        expect((await refusalOf(vendor.run(registryTask).update(stored, again))).kind).to.equal(
          "Unavailable",
        );
        vendor.sandbox.faults.clear();
        await vendor.run(registryTask).update(stored, again);
        expect(vendor.scans.map(({ images }) => images.length)).to.deep.equal([3, 3]);
      });
    }

    /** What becomes of a submission that does not arrive, while a colleague submits `theirs`. */
    const meanwhile = async (
      vendor: SasVendor,
      ours: readonly string[],
      theirs: Properties,
    ): Promise<Stored> => {
      vendor.account.holdScans();
      vendor.sandbox.faults.add({ action: importAction, kind: "resetBefore", delayMs: 500 });
      const stored = vendor.run(registryTask).create({ images: ours });
      while (vendor.asked(importAction).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await vendor.run(registryTask).create(theirs);
      return await stored;
    };

    it("keeps no id of a scan that is about more than was submitted", async () => {
      const vendor = await started(three, { assume: { unfinishedTaskId: "root" } });
      const stored = await meanwhile(vendor, ["team/a:1"], { all: true });
      expect(stored.state).not.to.have.property("taskId");
      expect(stored.state.followed).to.deep.equal(["team/a:1"]);
    });

    it("keeps no id of a scan that is about less than was submitted", async () => {
      const vendor = await started(three, { assume: { unfinishedTaskId: "root" } });
      const stored = await meanwhile(vendor, three, { images: ["team/b:1"] });
      expect(vendor.imported("ok").map((one) => one.length)).to.deep.equal([1, 2]);
      expect(stored.state.followed).to.deep.equal(["team/b:1"]);
      expect(runsOf(stored)[0]?.taskIds).to.deep.equal([vendor.scans[1]?.taskId]);
    });

    it("keeps no id of a scan that began before it, and that SAS lists late", async () => {
      const vendor = await started(three, { assume: { unfinishedTaskId: "root" } });
      vendor.account.holdScans();
      await vendor.run(registryTask).create({ images: ["team/a:1"] });
      await vendor.clock.sleep(10_000);
      let looks = 0;
      const env = await vendor.answering("ListUnfinishedOnceTask", (answer) => {
        looks += 1;
        return looks === 1 ? { ...answer, OnceTasks: [] } : answer;
      });
      vendor.fail(importAction, "resetBefore");
      const stored = await vendor.run(registryTask, { env }).create({ images: ["team/a:1"] });
      expect(vendor.asked(importAction)).to.have.length(2);
      expect(stored.state.followed).to.deep.equal(["team/a:1"]);
      expect(stored.state).not.to.have.property("taskId");
    });

    it("keeps no id of an image's part, though SAS reads it as a scan of its own", async () => {
      const vendor = await started(three, { assume: { leafIds: "known" } });
      const env = await vendor.answering("DescribeOnceTaskLeafRecordPage", (answer) => ({
        ...answer,
        PageInfo: { TotalCount: 1 },
        OnceTasks: [
          { TaskId: vendor.scans[0]?.leaves[0]?.taskId, Target: vendor.images.get("team/a:1").Digest },
        ],
      }));
      vendor.fail(importAction, "resetAfter");
      const stored = await vendor.run(registryTask, { env }).create({ images: ["team/a:1"] });
      expect(stored.state).not.to.have.property("taskId");
    });

    it("follows nothing that was scanned before, also of what nobody has looked up", async () => {
      const vendor = await started(three);
      await vendor.run(registryTask).create({ images: three });
      vendor.account.finishScans();
      await vendor.days(1);
      const { RepoId: repoId, InstanceId: instanceId, RegionId: regionId } = vendor.images.get("team/a:1");
      const all = { repoNamespace: "team", repoName: "a", tag: "1", repoId, instanceId, regionId };
      for (const images of [["team/a:1"], [all]]) {
        vendor.fail(importAction, "resetBefore");
        const error = await refusalOf(vendor.run(registryTask).create({ images }));
        expect(error.kind).to.equal("Unavailable");
      }
    });

    it("keeps no id of a scan that began before", async () => {
      const vendor = await started(three, { assume: { unfinishedTaskId: "root" }, secondsPerImage: 3600 });
      const theirs = await vendor.run(registryTask).create({ images: ["team/a:1"] });
      await vendor.clock.sleep(10_000);
      vendor.fail(importAction, "resetAfter");
      const stored = await vendor.run(registryTask).create({ images: three });
      expect(vendor.imported().map((one) => one.length)).to.deep.equal([1, 2]);
      expect(stored.state.taskId).to.equal(vendor.scans[1]?.taskId).and.not.equal(theirs.state.taskId);
      expect(stored.state.followed).to.deep.equal(["team/a:1"]);
    });

    it("submits nothing again that was scanned before anyone looked", async () => {
      for (const assume of [{ unfinishedTaskId: "root" }, { digestSpelling: "prefixed" }] as const) {
        const vendor = await started(three, { assume, secondsPerImage: 0 });
        vendor.fail(importAction, "resetAfter");
        const stored = await vendor.run(registryTask).create({ images: three });
        expect(vendor.scans).to.have.length(1);
        expect(stored.state.followed).to.deep.equal(three);
        expect(runsOf(stored)[0]).to.deep.include({ taskIds: [], images: 3 });
      }
    });

    it("submits those that did not arrive, and only those", async () => {
      const names = Array.from(
        { length: 25 },
        (_, index) => `team/image-${String(index).padStart(2, "0")}:1`,
      );
      const vendor = await started(names, { assume: { unfinishedTaskId: "root" } });
      vendor.account.holdScans();
      vendor.sandbox.faults.add({ action: importAction, kind: "slow", delayMs: 1 });
      vendor.fail(importAction, "resetAfter");
      const stored = await vendor.run(registryTask).create({ images: names });
      expect(vendor.imported().map((one) => one.length)).to.deep.equal([20, 5]);
      expect(vendor.scans).to.have.length(2);
      expect(runsOf(stored)[0]).to.deep.include({ images: 25 });
    });

    for (const fault of [
      "resetBefore",
      "http500",
      "http503",
      "emptyBody",
      "malformedJson",
      "noResponse",
    ] as const) {
      it(`fails where nothing runs, keeps nothing, and goes on in the next update (${fault})`, async () => {
        const vendor = await started(three);
        vendor.fail(importAction, fault);
        const error = await refusalOf(vendor.run(registryTask).create({ images: three }));
        expect(error.kind).to.equal("Unavailable");
        fitForPeople(error.message, vendor);
        expect(vendor.asked(importAction)).to.have.length(1);
        await vendor.run(registryTask).create({ images: three });
        expect(vendor.scans).to.have.length(1);
      });
    }

    it("keeps what was accepted when a later part fails, and goes on with the rest", async () => {
      const names = Array.from({ length: 25 }, (_, index) => `team/image-${index}:1`);
      const vendor = await started(names);
      vendor.sandbox.faults.add({ action: importAction, kind: "slow", delayMs: 1 });
      vendor.fail(importAction, "error", "NoPermission");
      const partial = await partialOf(vendor.run(registryTask).create({ images: names }));
      expect(partial.reason.kind).to.equal("Forbidden");
      expect(Object.keys(partial.state.images as object)).to.have.length(20);
      const next = await vendor.run(registryTask).update(partial, { images: names });
      expect(vendor.imported("ok").map((one) => one.length)).to.deep.equal([20, 5]);
      expect(Object.keys(next.state.images as object)).to.have.length(25);
      expect(next.state).not.to.have.property("unfinished");
    });

    for (const program of [{ all: true }, { filter: { repoNamespaces: ["team"] } }]) {
      const title = Object.keys(program)[0];

      it(`of ${title}, follows the scan that runs, without an id`, async () => {
        const vendor = await started(three);
        vendor.fail(filterAction, "resetAfter");
        const run = vendor.run(registryTask);
        const stored = await run.create(program);
        expect(vendor.scans).to.have.length(1);
        expect(stored.state).not.to.have.property("taskId");
        expect(runsOf(stored)[0]).to.deep.include({ images: 3, taskIds: [] });
        expect(run.log).to.contain("but the vendor is scanning the selection: followed, without an id");
      });

      it(`of ${title}, follows the scan that runs, also where a part of it has ended`, async () => {
        const vendor = await started(three);
        vendor.sandbox.faults.add({ action: filterAction, kind: "resetAfter", delayMs: 300 });
        const stored = vendor.run(registryTask).create(program);
        while (vendor.scans.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
        await vendor.clock.sleep(70_000);
        expect(runsOf(await stored)[0]).to.deep.include({ images: 3, taskIds: [] });
        expect(vendor.scans).to.have.length(1);
      });

      it(`of ${title}, fails where nothing of it runs`, async () => {
        const vendor = await started([...three, "other/thing:1"]);
        vendor.fail(filterAction, "resetBefore");
        if (title === "filter") {
          vendor.account.holdScans();
          await vendor.run(registryTask).create({ images: ["other/thing:1"] });
        }
        const error = await refusalOf(vendor.run(registryTask).create(program));
        expect(error.kind).to.equal("Unavailable");
        expect(vendor.scans).to.have.length(title === "filter" ? 1 : 0);
      });

      it(`of ${title} by a process that was killed, follows the scan in the next one`, async () => {
        const vendor = await started(three);
        await vendor.run(registryTask).create(program);
        const run = vendor.run(registryTask);
        const stored = await run.create(program);
        expect(vendor.scans).to.have.length(1);
        expect(runsOf(stored)[0]?.taskIds).to.deep.equal([]);
        expect(run.log).to.contain(
          "the vendor is scanning the selection already: followed, not submitted again",
        );
      });

      it(`of ${title}, is no reason to take a scan of a part of it for it`, async () => {
        const vendor = await started(three);
        await vendor.run(registryTask).create({ images: three.slice(0, 2) });
        await vendor.run(registryTask).create(program);
        expect(vendor.scans).to.have.length(2);
      });
    }
  });

  describe("with the same name in several registries", () => {
    const where = { repoNamespace: "team", repoName: "api", tag: "1" };
    const one = { ...where, instanceId: "cri-one", regionId: "cn-hangzhou", repoId: "crr-one" };
    const two = { ...where, instanceId: "cri-two", regionId: "cn-beijing", repoId: "crr-two" };

    it("submits the one of them while the other is being scanned", async () => {
      const vendor = await started([]);
      vendor.account.holdScans();
      await vendor.run(registryTask).create({ images: [one] });
      await vendor.run(registryTask).create({ images: [two] });
      expect(vendor.imported("ok").map((images) => images.map(({ instanceId }) => instanceId))).to.deep.equal(
        [["cri-one"], ["cri-two"]],
      );
    });
  });

  describe("is followed, not submitted again,", () => {
    for (const assume of [
      {},
      { digestSpelling: "prefixed" },
      { leafStatus: "documented" },
      { unfinishedTaskId: "root" },
    ] as const) {
      it(`while it is being scanned, under ${JSON.stringify(assume)}`, async () => {
        const vendor = await started(["team/a:1", "team/b:1"], { assume });
        await vendor.run(registryTask).create({ images: ["team/a:1"] });
        const run = vendor.run(registryTask);
        const stored = await run.create({ images: ["team/a:1", "team/b:1"] });
        expect(vendor.imported().map((images) => images.map(({ repoName }) => repoName))).to.deep.equal([
          ["a"],
          ["b"],
        ]);
        expect(stored.state.followed).to.deep.equal(["team/a:1"]);
        expect(run.log).to.contain("1 of 2 images are being scanned already: followed, not submitted again");
      });
    }

    for (const without of ["nothing", "Target", "TaskImageInfo"] as const) {
      it(`but a tag that has moved meanwhile is (SAS tells all but ${without})`, async () => {
        const vendor = await started(["team/a:1"]);
        vendor.account.holdScans();
        const stored = await vendor.run(registryTask).create({ images: ["team/a:1"] });
        vendor.images.move("team/a:1");
        const read = await vendor.run(registryTask).refresh(stored);
        const env = await vendor.answering("ListUnfinishedOnceTask", (answer) => ({
          ...answer,
          OnceTasks: (answer.OnceTasks as Properties[]).map(({ [without]: _, ...leaf }) => leaf),
        }));
        const next = await vendor.run(registryTask, { env }).update(read as Stored, { images: ["team/a:1"] });
        expect(vendor.imported("ok")).to.have.length(2);
        expect(next.state.followed).to.deep.equal([]);
      });
    }

    for (const without of ["Target", "TaskImageInfo", "Digest"] as const) {
      it(`also where SAS does not tell the ${without} of what is being scanned`, async () => {
        const vendor = await started(["team/a:1"]);
        vendor.account.holdScans();
        await vendor.run(registryTask).create({ images: ["team/a:1"] });
        const env = await vendor.answering("ListUnfinishedOnceTask", (answer) => ({
          ...answer,
          OnceTasks: (answer.OnceTasks as Properties[]).map((leaf) => {
            const { [without]: _, ...rest } = leaf;
            if (without !== "Digest") return rest;
            const { Target: __, TaskImageInfo, ...alone } = leaf;
            const { Digest: ___, ...info } = TaskImageInfo as Properties;
            return { ...alone, TaskImageInfo: info };
          }),
        }));
        const stored = await vendor.run(registryTask, { env }).create({ images: ["team/a:1"] });
        expect(stored.state.followed).to.deep.equal(["team/a:1"]);
      });
    }

    it("also under a tag that nobody has looked up, and when it was scanned before anyone looked", async () => {
      const vendor = await started([]);
      const where = {
        repoNamespace: "team",
        repoName: "new",
        instanceId: "cri-1",
        regionId: "cn-hangzhou",
        repoId: "crr-1",
      };
      const images = [{ ...where, tag: "1" }];
      vendor.account.holdScans();
      await vendor.run(registryTask).create({ images });
      const stored = await vendor.run(registryTask).create({ images });
      expect(stored.state.followed).to.deep.equal(["cri-1/team/new:1"]);
      vendor.account.finishScans();
      vendor.account.releaseScans();
      await vendor.days(1);
      vendor.sandbox.faults.add({ action: importAction, kind: "resetAfter", delayMs: 300 });
      const lost = vendor.run(registryTask).create({ images });
      while (vendor.scans.length === 1) await new Promise((resolve) => setTimeout(resolve, 10));
      await vendor.clock.sleep(70_000);
      expect((await lost).state.followed).to.deep.equal(["cri-1/team/new:1"]);
      expect(vendor.scans).to.have.length(2);
    });

    it("but what has ended is, though SAS still lists it", async () => {
      const vendor = await started(["team/a:1"]);
      vendor.account.holdScans();
      await vendor.run(registryTask).create({ images: ["team/a:1"] });
      for (const end of [
        { Finish: 1 },
        { StatusText: "SUCCESS" },
        { StatusText: "TIMOUT" },
        { StatusText: "canceled" },
      ]) {
        const env = await vendor.answering("ListUnfinishedOnceTask", (answer) => ({
          ...answer,
          OnceTasks: (answer.OnceTasks as Properties[]).map((leaf) => ({ ...leaf, ...end })),
        }));
        const stored = await vendor.run(registryTask, { env }).create({ images: ["team/a:1"] });
        expect(stored.state.followed, JSON.stringify(end)).to.deep.equal([]);
      }
    });
  });

  describe("on delete", () => {
    for (const assume of [
      {},
      { cancelEnded: "error" },
      { cancelUnknown: "error", unknownTask: "empty" },
      { canceledStatus: "SUCCESS" },
      { canceledStatus: "FAIL" },
      { canceledStatus: "CANCELED" },
      { canceledStatus: "gone" },
      { canceledStatus: "gone", unknownTask: "empty" },
    ] as const) {
      it(`stops what still runs, and nothing else, under ${JSON.stringify(assume)}`, async () => {
        const names = Array.from({ length: 21 }, (_, index) => `team/image-${index}:1`);
        const vendor = await started(names, { assume, secondsPerImage: 5 });
        const stored = await vendor.run(registryTask).create({ images: names });
        // The second part, of one image, has ended by now; the first has not.
        await vendor.clock.sleep(30_000);
        expect(vendor.scans.map(({ state }) => state)).to.deep.equal(["scanning", "ended"]);
        const run = vendor.run(registryTask);
        await run.delete(stored);
        expect(vendor.scans.map(({ state }) => state)).to.deep.equal(["canceled", "ended"]);
        expect(vendor.asked("CancelOnceTask")).to.deep.equal([{ TaskId: vendor.scans[0]?.taskId }]);
        expect(run.log).to.match(/stopped the scan that still ran$/);
        await vendor.run(registryTask).delete(stored);
        expect(vendor.asked("CancelOnceTask")).to.have.length(1);
      });
    }

    it("does not mind a scan that ends while it is being stopped", async () => {
      const vendor = await started(["team/a:1"], { assume: { cancelEnded: "error" } });
      const stored = await vendor.run(registryTask).create({ images: ["team/a:1"] });
      vendor.sandbox.requests.subscribe(({ action }) => {
        if (action === "GetOnceTaskResultInfo") vendor.account.finishScans();
      });
      const run = vendor.run(registryTask);
      await run.delete(stored);
      expect(vendor.asked("CancelOnceTask", "TaskStatusError")).to.have.length(1);
      expect(run.log).to.equal("");
    });

    it("stops a scan for whose state SAS has a word that is new", async () => {
      const vendor = await started(["team/a:1"]);
      const stored = await vendor.run(registryTask).create({ images: ["team/a:1"] });
      const env = await vendor.answering("GetOnceTaskResultInfo", (answer) => ({
        ...answer,
        TaskInfo: { Status: "SOMETHING" },
      }));
      await vendor.run(registryTask, { env }).delete(stored);
      expect(vendor.scans[0]?.state).to.equal("canceled");
    });

    it("fails where the scan goes on all the same", async () => {
      const vendor = await started(["team/a:1"]);
      const stored = await vendor.run(registryTask).create({ images: ["team/a:1"] });
      vendor.fail("CancelOnceTask", "error", "NoPermission");
      expect((await refusalOf(vendor.run(registryTask).delete(stored))).kind).to.equal("Forbidden");
    });

    it("fails where nobody knows whether the scan runs", async () => {
      const vendor = await started(["team/a:1"]);
      const stored = await vendor.run(registryTask).create({ images: ["team/a:1"] });
      vendor.fail("GetOnceTaskResultInfo", "error", "NoPermission");
      expect((await refusalOf(vendor.run(registryTask).delete(stored))).kind).to.equal("Forbidden");
      vendor.sandbox.faults.add({ action: "GetOnceTaskResultInfo", kind: "http500", times: always });
      expect((await refusalOf(vendor.run(registryTask).delete(stored))).kind).to.equal("Unavailable");
      vendor.sandbox.faults.clear();
      expect(vendor.scans[0]?.state).to.equal("scanning");
    });
  });
});

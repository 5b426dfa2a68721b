import { expect } from "chai";
import { errorOf, partialOf, refusalOf } from "../../tools/ground/run";
import type { ScheduleVendor } from "../../tools/ground/vendor";
import { fitForPeople, stopGrounds, vendorFailure } from "./ground";
import { huaweicloudSchedules } from "./huaweicloudSchedules";
import type { ScheduleRow } from "./scheduleRow";

describe("huaweicloud/registryScanSchedule, where the vendor is its own", () => {
  const row = huaweicloudSchedules[0] as ScheduleRow;
  const { kind, program } = row;
  afterEach(stopGrounds);

  const process = ({ ground }: ScheduleVendor) => ground.process(kind);
  const account = ({ ground }: ScheduleVendor) => ground.sandbox.huaweicloud.accounts[0];
  const info = (vendor: ScheduleVendor, name: string) => {
    const { id, registry_name, registry_type } = account(vendor).registries.get(name);
    return { registry_id: id, registry_name, registry_type };
  };
  const selected = (vendor: ScheduleVendor) =>
    account(vendor).scannerPolicy.value?.registry_info.map(({ registry_name }) => registry_name);
  const created = async (more = {}) => {
    const vendor = await row.start();
    return { vendor, ours: await process(vendor).create({ ...program, ...more }) };
  };

  it("sends exactly this", async () => {
    const { vendor } = await created({ scanTypes: ["malware", "vulnerability"], imagesPerHour: 60 });
    expect(vendor.ground.bodies(row.write)).to.deep.equal([
      {
        enabled: true,
        scan_cycle: 7,
        scan_scope: 0x000f0f00,
        rate_limit: 60,
        time_scope: 0,
        registry_info: [info(vendor, "swr-private")],
      },
    ]);
    expect(vendor.ground.bodies(row.read)[0]).to.deep.equal({ type: "cycle", global_image_type: "registry" });
  });

  it("leaves what is not declared as it was found", async () => {
    const vendor = await row.start();
    vendor.edit("theirs");
    const ours = await process(vendor).create({ ...program, adopt: true });
    expect(vendor.setting()).to.deep.include({ rate_limit: 10, time_scope: 3 });
    account(vendor).scannerPolicy.edit({ rate_limit: 20 });
    const read = await process(vendor).refresh(ours);
    expect(process(vendor).plan(read ?? ours, { ...program, adopt: true }).changed).to.deep.equal([]);
  });

  for (const registryList of ["all", "selected"] as const) {
    it(`takes a new registry for drift where all are declared: registryList ${registryList}`, async () => {
      const vendor = await row.start({ assume: { registryList } });
      const wanted = { ...program, registries: "all" };
      const ours = await process(vendor).create(wanted);
      expect(selected(vendor)).to.deep.equal(["swr-private", "harbor-a", "harbor-b"]);
      account(vendor).registries.add({ registry_name: "harbor-c", registry_type: "Harbor" });
      const read = (await process(vendor).refresh(ours)) ?? ours;
      expect(process(vendor).plan(read, wanted).changed).to.deep.equal(["registries"]);
      const next = await process(vendor).update(read, wanted);
      expect(selected(vendor)).to.include("harbor-c");
      expect((await process(vendor).refresh(next))?.state).to.deep.equal(next.state);
    });

    it(`takes a new registry for nothing where others are declared: registryList ${registryList}`, async () => {
      const vendor = await row.start({ assume: { registryList } });
      const ours = await process(vendor).create(program);
      account(vendor).registries.add("harbor-c");
      expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
    });
  }

  it("shows a registry that somebody added or took away, by its name", async () => {
    const { vendor, ours } = await created({ registries: ["swr-private", "harbor-a"] });
    const registry_info = [info(vendor, "swr-private"), info(vendor, "harbor-b")];
    account(vendor).scannerPolicy.edit({ registry_info });
    const read = await process(vendor).refresh(ours);
    expect(read?.inputs.registries).to.deep.equal({ "harbor-b": "", "swr-private": "" });
  });

  it("takes a registry by its id, and keeps it so", async () => {
    const vendor = await row.start();
    const { id } = account(vendor).registries.get("harbor-b");
    const ours = await process(vendor).create({ ...program, registries: [id, "harbor-a"] });
    expect(selected(vendor)).to.deep.equal(["harbor-a", "harbor-b"]);
    expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
    expect(ours.state.registries).to.deep.equal({ [id]: "", "harbor-a": "" });
  });

  it("names a registry that there is not, and the nearest, and writes nothing", async () => {
    const vendor = await row.start();
    const error = await refusalOf(process(vendor).create({ ...program, registries: ["harbor-x"] }));
    expect(error.kind).to.equal("NotFound");
    expect(error.message).to.contain('"harbor-x" is no registry').and.contain("nearest: harbor-a, harbor-b");
    expect(vendor.ground.changes()).to.deep.equal([]);
  });

  it("switches off what it found when a registry of that is gone", async () => {
    const vendor = await row.start();
    vendor.edit("theirs");
    const ours = await process(vendor).create({ ...program, adopt: true });
    account(vendor).registries.remove("harbor-a");
    const run = process(vendor);
    await run.delete(ours);
    expect(run.log).to.contain("refuses to take back what was found");
    expect(vendor.runs()).to.equal(false);
  });

  it("does not take a refusal to be read for one that is gone, under any code", async () => {
    for (const forbidden of ["HSS.0013", "HSS.0010", "00000010", "403"] as const) {
      const vendor = await row.start({ assume: { forbidden } });
      const ours = await process(vendor).create(program);
      const elsewhere = { ...ours, state: { ...ours.state, projectId: "f".repeat(32) } };
      const error = await errorOf(process(vendor).refresh(elsewhere));
      expect(error.kind).to.equal("Forbidden");
      expect(error.message).to.match(vendorFailure);
      fitForPeople(error.message, vendor.ground);
    }
  });

  it("knows what it wrote of everything in HSS's other number, although nobody could see it", async () => {
    const vendor = await row.start({ assume: { allScope: "0x0fffff" } });
    const { faults, requests } = vendor.ground.sandbox;
    const end = requests.subscribe(({ action }) => {
      if (action !== row.write) return;
      end();
      faults.add({ action: row.read, kind: "http503", times: Number.POSITIVE_INFINITY });
    });
    const partial = await partialOf(process(vendor).create(program));
    faults.clear();
    const run = process(vendor);
    await run.delete(partial);
    expect(vendor.runs()).to.equal(false);
    expect(run.log).not.to.contain("changed elsewhere");
  });

  for (const policyScope of ["enterpriseProject", "project"] as const) {
    it(`is one of its own in each enterprise project, where HSS has them: policyScope ${policyScope}`, async () => {
      const enterpriseProject = "6fc2a1e0-0000-4000-8000-000000000001";
      const vendor = await row.start({
        assume: { policyScope },
        accounts: [{ images: "none", enterpriseProjects: [enterpriseProject] }],
      });
      account(vendor).registries.add("theirs", enterpriseProject);
      const wanted = { ...program, registries: "all", enterpriseProjectId: enterpriseProject };
      const ours = await process(vendor).create(wanted);
      expect(ours.id.split("/").at(-1)).to.equal(enterpriseProject);
      const there = account(vendor).scannerPolicyOf(enterpriseProject).value;
      expect(there?.registry_info).to.deep.equal([info(vendor, "theirs")]);
      expect(vendor.runs()).to.equal(policyScope === "project");
      expect((await process(vendor).refresh(ours))?.state).to.deep.equal(ours.state);
      await process(vendor).delete(ours);
      expect(account(vendor).scannerPolicyOf(enterpriseProject).value?.enabled).to.equal(false);
    });
  }

  it("asks for a cycle that HSS has", async () => {
    const vendor = await row.start();
    for (const everyDays of [1, 30]) {
      const { failures } = process(vendor).check({ ...program, everyDays });
      expect(failures.map(({ property }) => property)).to.deep.equal(["everyDays"]);
    }
    expect(vendor.ground.calls()).to.deep.equal([]);
  });
});

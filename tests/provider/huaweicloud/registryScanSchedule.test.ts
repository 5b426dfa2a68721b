import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { type Properties, unknown, wire } from "../../../provider/core/wire";
import type { HuaweiCloudOptions, ScannerPolicySetting } from "../../../sandbox/index";
import { errorOf, partialOf, Run, refusalOf, type Stored } from "../../../tools/ground/run";
import { always, fitForPeople, readAction, stopVendors, Vendor, writeAction } from "./vendor";

const kind = "huaweicloud/registryScanSchedule";
const program: Properties = Object.freeze({ everyDays: 7, registries: ["swr-private"] });
const all = ["baseline", "malware", "sensitiveInfo", "softwareCompliance", "vulnerability"];
const everything = 2147483647;

/** Three registries: SWR's own, an instance, and a Harbor. */
async function start(options: HuaweiCloudOptions = {}): Promise<Vendor> {
  const vendor = await Vendor.start(options);
  vendor.account.registries.add({ registry_name: "acme-prod", registry_type: "SwrEnterprise" });
  vendor.account.registries.add({ registry_name: "acme-harbor", registry_type: "Harbor" });
  return vendor;
}

const create = (vendor: Vendor, more: Properties = {}): Promise<Stored> =>
  vendor.run(kind).create({ ...program, ...more });
const policy = (vendor: Vendor): ScannerPolicySetting | undefined => vendor.account.scannerPolicy.value;
const info = (vendor: Vendor, name: string) => {
  const { id: registry_id, registry_name, registry_type } = vendor.account.registries.get(name);
  return { registry_id, registry_name, registry_type };
};
/** What somebody had set in the console before us. */
const theirs = (vendor: Vendor): ScannerPolicySetting => ({
  enabled: true,
  scan_cycle: 14,
  scan_scope: 983040,
  rate_limit: 30,
  time_scope: 3,
  registry_info: [info(vendor, "acme-harbor")],
});
const failures = (vendor: Vendor, given: Properties): string[] =>
  vendor
    .run(kind)
    .check(given)
    .failures.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`));

describe("the schedule of HSS's scans of registries", () => {
  afterEach(stopVendors);

  describe("is written", () => {
    it("whole, in HSS's words, with what the program says", async () => {
      const vendor = await start();
      const more = {
        scanTypes: ["malware", "vulnerability"],
        imagesPerHour: 60,
        updatedWithinDays: 3,
        everyDays: 14,
      };
      const stored = await create(vendor, { ...more, registries: ["acme-harbor", "swr-private"] });
      expect(stored.id).to.equal(`default/cn-north-4/${vendor.account.projectId}/0`);
      expect(vendor.body(writeAction)).to.deep.equal({
        enabled: true,
        scan_cycle: 14,
        scan_scope: 0x000f0f00,
        rate_limit: 60,
        time_scope: 3,
        registry_info: [info(vendor, "swr-private"), info(vendor, "acme-harbor")],
      });
      expect(policy(vendor)).to.deep.equal(vendor.body(writeAction));
      expect(stored.state).to.deep.include({
        registries: { "acme-harbor": "", "swr-private": "" },
        resolved: {
          registries: {
            "acme-harbor": info(vendor, "acme-harbor").registry_id,
            "swr-private": info(vendor, "swr-private").registry_id,
          },
        },
      });
      expect(() => wire(stored.state)).not.to.throw();
      const [{ query } = { query: "" }] = vendor.requests(readAction);
      expect(Object.fromEntries(new URLSearchParams(query))).to.deep.equal({
        type: "cycle",
        global_image_type: "registry",
      });
    });

    it("for everything, unless risk types are named", async () => {
      const vendor = await start();
      const stored = await create(vendor);
      expect(policy(vendor)?.scan_scope).to.equal(everything);
      expect(stored.state.scanTypes).to.deep.equal(all);
    });

    it("with `all` as the registries that there are now", async () => {
      const vendor = await start();
      const stored = await create(vendor, { registries: "all" });
      expect(policy(vendor)?.registry_info.map(({ registry_name }) => registry_name)).to.deep.equal([
        "swr-private",
        "acme-prod",
        "acme-harbor",
      ]);
      expect(stored.state).to.deep.include({ registries: "all", resolved: {} });
    });

    it("switched off, if it is declared so", async () => {
      const vendor = await start();
      await create(vendor, { enabled: false });
      expect(policy(vendor)?.enabled).to.equal(false);
    });

    it("with optional values as they were found", async () => {
      const vendor = await start();
      vendor.account.scannerPolicy.edit({ ...theirs(vendor), enabled: false });
      const stored = await create(vendor);
      expect(policy(vendor)).to.deep.include({ enabled: true, rate_limit: 30, time_scope: 3 });
      expect(stored.state).not.to.have.any.keys("imagesPerHour", "updatedWithinDays");
      const read = await vendor.run(kind).refresh(stored);
      expect(read?.inputs).not.to.have.any.keys("imagesPerHour", "updatedWithinDays");
      vendor.account.scannerPolicy.edit({ rate_limit: 500, time_scope: 1 });
      const next = await vendor.run(kind).update(stored, { ...program, everyDays: 3 });
      expect(policy(vendor)).to.deep.include({ scan_cycle: 3, rate_limit: 500, time_scope: 1 });
      await vendor
        .run(kind)
        .update(next, { ...program, everyDays: 3, imagesPerHour: 0, updatedWithinDays: 0 });
      expect(policy(vendor)).to.deep.include({ rate_limit: 0, time_scope: 0 });
    });

    it("of an enterprise project of its own", async () => {
      const vendor = await start({ accounts: [{ enterpriseProjects: ["eps-1"] }] });
      vendor.account.registries.add({ registry_name: "eps-harbor", registry_type: "Harbor" }, "eps-1");
      await create(vendor, { enterpriseProjectId: "eps-1", registries: ["eps-harbor"] });
      expect(policy(vendor)).to.equal(undefined);
      expect(vendor.account.scannerPolicyOf("eps-1").value).to.deep.include({ enabled: true });
      for (const { query } of vendor.requests(writeAction))
        expect(query).to.equal("enterprise_project_id=eps-1");
    });

    it("next to that of another enterprise project in one program", async () => {
      const vendor = await start({ accounts: [{ enterpriseProjects: ["eps-1"] }] });
      vendor.account.registries.add({ registry_name: "eps-harbor", registry_type: "Harbor" }, "eps-1");
      const run = vendor.run(kind);
      await run.create(program);
      await run.beside(kind).create({ ...program, enterpriseProjectId: "eps-1", registries: ["eps-harbor"] });
      expect(policy(vendor)?.registry_info).to.have.length(1);
      const error = await refusalOf(run.beside(kind).create(program));
      expect(error).to.include({ kind: "Conflict", mayHaveActed: false });
    });
  });

  describe("names registries", () => {
    it("by their name, or by their id", async () => {
      const vendor = await start();
      const { registry_id } = info(vendor, "acme-harbor");
      const stored = await create(vendor, { registries: [registry_id, "acme-prod", registry_id] });
      expect(stored.state.registries).to.deep.equal({ [registry_id]: "", "acme-prod": "" });
      expect(policy(vendor)?.registry_info.map(({ registry_name }) => registry_name)).to.deep.equal([
        "acme-prod",
        "acme-harbor",
      ]);
      const read = await vendor.run(kind).refresh(stored);
      expect(read?.inputs.registries).to.deep.equal({ [registry_id]: "", "acme-prod": "" });
    });

    it("one by its name and by its id once", async () => {
      const vendor = await start();
      const { registry_id } = info(vendor, "acme-harbor");
      const stored = await create(vendor, { registries: [registry_id, "acme-harbor"] });
      expect(policy(vendor)?.registry_info).to.deep.equal([info(vendor, "acme-harbor")]);
      expect((await vendor.run(kind).refresh(stored))?.inputs.registries).to.deep.equal(
        stored.state.registries,
      );
    });

    it("that HSS knows: of all others the nearest are told, and nothing is written", async () => {
      const vendor = await start();
      const error = await refusalOf(
        create(vendor, { registries: ["acme-habor", "zzzzzzzzzz", "swr-private"] }),
      );
      expect(error).to.include({ kind: "NotFound", mayHaveActed: false });
      expect(error.message).to.include('"acme-habor" is no registry that HSS knows; nearest: acme-harbor');
      expect(error.message).to.include('"zzzzzzzzzz" is no registry that HSS knows');
      expect(error.message).not.to.include("swr-private");
      expect(vendor.requests(writeAction)).to.deep.equal([]);
    });

    it("of which one name means one: others are told with their ids", async () => {
      const vendor = await start();
      const twin = vendor.account.registries.add({ registry_name: "acme-harbor-2", registry_type: "Harbor" });
      Object.assign(twin, { registry_name: "acme-harbor" });
      const error = await refusalOf(create(vendor, { registries: ["acme-harbor"] }));
      expect(error.kind).to.equal("NotFound");
      expect(error.message).to.include('"acme-harbor" is the name of 2 registries: give an id (');
      expect(error.message).to.include(twin.id);
      await create(vendor, { registries: [twin.id] });
      expect(policy(vendor)?.registry_info.map(({ registry_id }) => registry_id)).to.deep.equal([twin.id]);
    });

    it("that somebody added in the console by their ids, where a name is there twice", async () => {
      const vendor = await start();
      const twin = vendor.account.registries.add({ registry_name: "acme-harbor-2", registry_type: "Harbor" });
      Object.assign(twin, { registry_name: "acme-harbor" });
      const stored = await create(vendor);
      const rows = vendor.account.registries.list();
      vendor.account.scannerPolicy.edit({
        registry_info: rows.map(({ id: registry_id, registry_name, registry_type }) => ({
          registry_id,
          registry_name,
          registry_type,
        })),
      });
      const read = await vendor.run(kind).refresh(stored);
      const names = ["swr-private", "acme-prod", "acme-harbor", twin.id];
      expect(Object.keys(read?.inputs.registries as object)).to.have.members(names);
    });

    for (const [registries, report] of [
      [[], "registries: is empty: name at least one registry"],
      [undefined, "registries: is required"],
      ["everything", "registries: "],
      [[""], "registries[0]: is neither a registry's name nor its id"],
      [[" padded"], "registries[0]: is neither a registry's name nor its id"],
      [[5], "registries[0]: 5 is no registry"],
      [[{ name: "a" }], "registries[0]: is neither a registry's name nor its id"],
      [7, "registries: "],
    ] as const) {
      it(`and not ${JSON.stringify(registries)}`, async () => {
        const vendor = await start();
        const said = failures(vendor, { everyDays: 7, ...(registries === undefined ? {} : { registries }) });
        expect(said).to.have.length(1);
        expect(said[0]).to.include(report);
      });
    }

    it("that are not known yet", async () => {
      const vendor = await start();
      for (const registries of [unknown, [unknown], ["swr-private", unknown]])
        expect(failures(vendor, { everyDays: 7, registries })).to.deep.equal([]);
    });
  });

  for (const [input, given] of [
    ["everyDays", 1],
    ["everyDays", 30],
    ["everyDays", "7"],
    ["updatedWithinDays", 2],
    ["imagesPerHour", 1001],
    ["imagesPerHour", -1],
    ["scanTypes", ["licenses"]],
    ["scanTypes", []],
    ["startTime", "19:00"],
  ] as const) {
    it(`refuses ${input} ${JSON.stringify(given)} by its name`, async () => {
      const vendor = await start();
      const said = failures(vendor, { ...program, [input]: given });
      expect(said).to.have.length(1);
      expect(said[0]?.startsWith(input)).to.equal(true);
    });
  }

  describe("is found", () => {
    it("as wanted: nothing is written, and nothing is given back", async () => {
      const vendor = await start();
      const asWanted = {
        ...theirs(vendor),
        scan_cycle: 7,
        scan_scope: 1048575,
        registry_info: [info(vendor, "swr-private")],
      };
      vendor.account.scannerPolicy.edit(asWanted);
      const run = vendor.run(kind);
      const stored = await run.create(program);
      expect(run.log).to.include("already set as wanted");
      await vendor.run(kind).delete(stored);
      expect(vendor.requests(writeAction)).to.deep.equal([]);
      expect(policy(vendor)).to.deep.equal(asWanted);
    });

    it("switched on and different: refused, listing what differs", async () => {
      const vendor = await start();
      vendor.account.scannerPolicy.edit(theirs(vendor));
      const error = await refusalOf(create(vendor, { imagesPerHour: 60 }));
      expect(error.kind).to.equal("AlreadyExists");
      const lines = error.message.split("\n").map((line) => line.trim());
      expect(lines.slice(1, 5)).to.deep.equal([
        "everyDays: now 14, wanted 7",
        `scanTypes: now ["vulnerability"], wanted ${JSON.stringify(all)}`,
        "registries: - acme-harbor, + swr-private",
        "imagesPerHour: now 30, wanted 60.",
      ]);
      expect(vendor.requests(writeAction)).to.deep.equal([]);
      fitForPeople(error.message, vendor);
    });

    it("switched on and different, and adopted: given back as it was, byte for byte", async () => {
      const vendor = await start();
      vendor.account.scannerPolicy.edit(theirs(vendor));
      const run = vendor.run(kind);
      const stored = await run.create({ ...program, adopt: true, imagesPerHour: 1, updatedWithinDays: 7 });
      expect(run.log).to.include("kept, to be given back");
      expect(stored.state.previous).to.deep.include({ version: 1, asWanted: false, setting: theirs(vendor) });
      expect(policy(vendor)).to.deep.include({ rate_limit: 1, time_scope: 7, scan_cycle: 7 });
      await vendor.run(kind).delete(stored);
      expect(JSON.stringify(policy(vendor))).to.equal(JSON.stringify(theirs(vendor)));
    });

    it("with one call where HSS lists every registry, and with one more where it does not", async () => {
      for (const [registryList, calls] of [
        ["all", [readAction]],
        ["selected", [readAction, "ListRegistry"]],
      ] as const) {
        const vendor = await start({ assume: { registryList } });
        const stored = await create(vendor);
        vendor.calls();
        await vendor.run(kind).refresh(stored);
        expect(vendor.calls()).to.deep.equal(calls);
      }
    });

    for (const [title, answer, seen] of [
      [
        "scans all, without marking each",
        {
          is_all: true,
          registry_list: [
            { registry_id: "r-1", registry_name: "one", registry_type: "Harbor", is_selected: false },
          ],
        },
        { registries: "all" },
      ],
      [
        "says null for what it has not",
        {
          is_all: null,
          enabled: null,
          scan_scope: null,
          rate_limit: null,
          time_scope: null,
          registry_list: [{ registry_id: "r-1", registry_name: null, is_selected: null }],
        },
        { enabled: false, scanTypes: [], imagesPerHour: 0, updatedWithinDays: 0, registries: {} },
      ],
    ] as [string, object, Properties][]) {
      it(`as it is where HSS ${title}`, async () => {
        const setting = {
          enabled: true,
          scan_cycle: 7,
          scan_scope: everything,
          rate_limit: 60,
          time_scope: 7,
        };
        const server = createServer((_, response) => {
          response.end(JSON.stringify({ ...setting, total_registry_num: 1, ...answer }));
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        try {
          const env = {
            IMAGE_SCAN_HUAWEICLOUD_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            HW_ACCESS_KEY: "a",
            HW_SECRET_KEY: "b",
            HW_REGION_NAME: "cn-north-4",
            HW_PROJECT_ID: "a".repeat(32),
          };
          const run = new Run(kind, { env });
          const state = run.inputs({
            ...program,
            registries: "all",
            imagesPerHour: 60,
            updatedWithinDays: 7,
          });
          const kept = { previous: { version: 1, setting: null }, resolved: {}, written: [] };
          const read = await run.refresh({ id: "default", state: { ...state, ...kept } });
          expect(read?.inputs).to.deep.equal({ ...state, ...seen });
        } finally {
          server.closeAllConnections();
          server.close();
        }
      });
    }

    for (const registryList of ["all", "selected"] as const) {
      for (const allScope of ["asWritten", "0x0fffff"] as const) {
        it(`as it is where HSS lists ${registryList} registries, and says all as ${allScope}`, async () => {
          const vendor = await start({ assume: { registryList, allScope } });
          for (const registries of [["acme-prod", "swr-private"], "all"]) {
            const stored = await create(vendor, { registries });
            const read = await vendor.run(kind).refresh(stored);
            expect(read?.inputs).to.deep.equal(vendor.run(kind).inputs({ ...program, registries }));
            expect(read?.state).to.deep.equal(stored.state);
            expect(vendor.run(kind).plan(stored, { ...program, registries }).changed).to.deep.equal([]);
            const writes = vendor.requests(writeAction).length;
            await vendor.run(kind).update(stored, { ...program, registries });
            expect(vendor.requests(writeAction)).to.have.length(writes);
            await vendor.run(kind).delete(stored);
            expect(policy(vendor)?.enabled).to.equal(false);
          }
        });
      }
    }

    for (const neverConfigured of ["defaults", "zeros", "empty", "refused"] as const) {
      for (const registries of ["all", ["acme-prod"], ["swr-private", "acme-harbor", "acme-prod"]]) {
        it(`never set (${neverConfigured}): ${JSON.stringify(registries)} is written, and switched off in the end`, async () => {
          const vendor = await start({ assume: { neverConfigured } });
          const run = vendor.run(kind);
          const stored = await run.create({ ...program, registries });
          expect(policy(vendor)).to.deep.include({
            enabled: true,
            scan_cycle: 7,
            rate_limit: 0,
            time_scope: 0,
          });
          expect(policy(vendor)?.registry_info).to.have.length(registries === "all" ? 3 : registries.length);
          const previous = stored.state.previous as Properties;
          if (neverConfigured !== "defaults") {
            expect(run.log).to.include("found never configured");
            expect(previous.setting).to.equal(null);
          }
          await vendor.run(kind).delete(stored);
          expect(policy(vendor)?.enabled).to.equal(false);
        });
      }

      it(`never set (${neverConfigured}): an unknown registry is told with the nearest`, async () => {
        const vendor = await start({ assume: { neverConfigured } });
        const error = await refusalOf(create(vendor, { registries: ["acme-habor"] }));
        expect(error.message).to.include("nearest: acme-harbor");
      });
    }

    it("where all enterprise projects have one policy", async () => {
      const vendor = await start({
        assume: { policyScope: "project" },
        accounts: [{ enterpriseProjects: ["eps-1"] }],
      });
      vendor.account.registries.add({ registry_name: "eps-harbor", registry_type: "Harbor" }, "eps-1");
      const stored = await create(vendor, { enterpriseProjectId: "eps-1", registries: ["eps-harbor"] });
      expect(policy(vendor)?.registry_info).to.deep.equal([info(vendor, "eps-harbor")]);
      expect((await vendor.run(kind).refresh(stored))?.state).to.deep.equal(stored.state);
      const error = await refusalOf(vendor.run(kind).create(program));
      expect(error.kind).to.equal("AlreadyExists");
    });

    it("with registries beyond one page", async () => {
      const vendor = await start({ assume: { registryList: "selected" } });
      for (let index = 0; index < 250; index += 1) vendor.account.registries.add(`more-${index}`);
      await create(vendor, { registries: "all" });
      expect(policy(vendor)?.registry_info).to.have.length(253);
      const pages = vendor.queries("ListRegistry").map(({ offset, limit }) => `${offset}+${limit}`);
      expect(pages.slice(0, 2)).to.deep.equal(["0+200", "200+200"]);
    });
  });

  describe("drifts", () => {
    for (const [title, edit, changed] of [
      ["switched off", { enabled: false }, { enabled: false }],
      ["another cycle", { scan_cycle: 3 }, { everyDays: 3 }],
      ["a cycle that no program can declare", { scan_cycle: 30 }, { everyDays: 30 }],
      ["other risk types", { scan_scope: 61440 }, { scanTypes: ["baseline"] }],
      ["no risk type", { scan_scope: 0 }, { scanTypes: [] }],
      ["another rate", { rate_limit: 5 }, { imagesPerHour: 5 }],
      ["another age", { time_scope: 1 }, { updatedWithinDays: 1 }],
      ["no registry", { registry_info: [] }, { registries: {} }],
    ] as [string, Partial<ScannerPolicySetting>, Properties][]) {
      it(`by ${title}: a refresh shows it, and an update mends it, naming what it overwrites`, async () => {
        const vendor = await start();
        const declared = { ...program, imagesPerHour: 60, updatedWithinDays: 7 };
        const stored = await create(vendor, declared);
        const before = policy(vendor);
        vendor.account.scannerPolicy.edit(edit);
        const read = await vendor.run(kind).refresh(stored);
        expect(read?.inputs).to.deep.equal({ ...vendor.run(kind).inputs(declared), ...changed });
        const run = vendor.run(kind);
        const next = await run.update({ id: stored.id, state: stored.state }, declared);
        expect(policy(vendor)).to.deep.equal(before);
        expect(run.log).to.match(
          new RegExp(`overwrites a change made elsewhere: ${Object.keys(changed)[0]}`),
        );
        expect((await vendor.run(kind).refresh(next))?.inputs).to.deep.equal(
          vendor.run(kind).inputs(declared),
        );
      });
    }

    it("by a registry more, shown by its name", async () => {
      const vendor = await start();
      const stored = await create(vendor);
      vendor.account.scannerPolicy.edit({
        registry_info: [info(vendor, "swr-private"), info(vendor, "acme-prod")],
      });
      const read = await vendor.run(kind).refresh(stored);
      expect(read?.inputs.registries).to.deep.equal({ "swr-private": "", "acme-prod": "" });
    });

    it("by a new registry, where it is to be all: the update adds it", async () => {
      for (const registryList of ["all", "selected"] as const) {
        const vendor = await start({ assume: { registryList } });
        const stored = await create(vendor, { registries: "all" });
        vendor.account.registries.add({ registry_name: "new-harbor", registry_type: "Harbor" });
        const read = await vendor.run(kind).refresh(stored);
        expect(read?.inputs.registries).to.deep.equal({
          "swr-private": "",
          "acme-prod": "",
          "acme-harbor": "",
        });
        const next = await vendor
          .run(kind)
          .update({ id: stored.id, state: read?.state ?? {} }, { ...program, registries: "all" });
        expect(policy(vendor)?.registry_info).to.have.length(4);
        expect((await vendor.run(kind).refresh(next))?.inputs.registries).to.equal("all");
      }
    });

    it("not by a registry that was renamed, whose name the program still says", async () => {
      const vendor = await start();
      const stored = await create(vendor, { registries: ["acme-harbor"] });
      Object.assign(vendor.account.registries.get("acme-harbor"), { registry_name: "new-name" });
      const read = await vendor.run(kind).refresh(stored);
      expect(read?.inputs.registries).to.deep.equal({ "acme-harbor": "" });
    });

    it("by a registry that is gone", async () => {
      const vendor = await start();
      const stored = await create(vendor, { registries: ["acme-harbor", "swr-private"] });
      vendor.account.registries.remove("acme-harbor");
      const read = await vendor.run(kind).refresh(stored);
      expect(read?.inputs.registries).to.deep.equal({ "swr-private": "" });
      const error = await refusalOf(
        vendor
          .run(kind)
          .update(
            { id: stored.id, state: read?.state ?? {} },
            { ...program, registries: ["acme-harbor", "swr-private"] },
          ),
      );
      expect(error.message).to.include('"acme-harbor" is no registry that HSS knows');
    });
  });

  describe("is deleted", () => {
    it("not where somebody changed it since: it is left as it is", async () => {
      const vendor = await start();
      vendor.account.scannerPolicy.edit({ ...theirs(vendor), enabled: false });
      const stored = await create(vendor);
      vendor.account.scannerPolicy.edit({ scan_cycle: 3 });
      const before = policy(vendor);
      const run = vendor.run(kind);
      await run.delete(stored);
      expect(policy(vendor)).to.deep.equal(before);
      expect(run.log).to.include("changed elsewhere since our last write: it is somebody's, left as it is");
    });

    it("and is ours still where HSS only spells it in another way", async () => {
      const vendor = await start();
      const stored = await create(vendor, { registries: ["acme-prod", "swr-private"] });
      vendor.account.scannerPolicy.edit({
        scan_scope: 1048575,
        registry_info: [info(vendor, "acme-prod"), info(vendor, "swr-private")],
      });
      // So that it lists them in another order, too.
      const { registries } = vendor.account;
      registries.add(registries.remove("swr-private"));
      await vendor.run(kind).delete(stored);
      expect(policy(vendor)?.enabled).to.equal(false);
    });

    it("by switching it off, where that is asked for, and nothing else changes", async () => {
      const vendor = await start();
      vendor.account.scannerPolicy.edit(theirs(vendor));
      const stored = await create(vendor, { adopt: true, onDelete: "disable" });
      const before = policy(vendor);
      await vendor.run(kind).delete(stored);
      expect(policy(vendor)).to.deep.equal({ ...before, enabled: false });
    });

    it("by switching it off, where what was found cannot be given back, as its registry is gone", async () => {
      const vendor = await start();
      vendor.account.scannerPolicy.edit(theirs(vendor));
      const stored = await create(vendor, { adopt: true });
      vendor.account.registries.remove("acme-harbor");
      const run = vendor.run(kind);
      await run.delete(stored);
      expect(policy(vendor)).to.deep.include({ enabled: false, scan_cycle: 7 });
      expect(run.log).to.include("the vendor refuses to take back what was found");
    });

    it("by switching it off without its registries, where HSS does not take them any more", async () => {
      const vendor = await start();
      const stored = await create(vendor, { onDelete: "disable" });
      // Both spellings of all are refused.
      vendor.sandbox.faults.add({ action: writeAction, kind: "error", code: "HSS.0001", times: 2 });
      const run = vendor.run(kind);
      await run.delete(stored);
      expect(policy(vendor)).to.deep.include({ enabled: false, registry_info: [] });
      expect(run.log).to.include("switched off without it");
    });
  });

  describe("fails well:", () => {
    it("a forbidden read is an error, and not gone", async () => {
      const all = { ak: "a-key", sk: "a-secret" };
      const narrow = { ak: "b-key", sk: "b-secret", enterpriseProjects: ["eps-1"] };
      for (const forbidden of ["HSS.0013", "HSS.0010", "00000010", "403"] as const) {
        for (const errorText of ["both", "description"] as const) {
          const vendor = await start({
            assume: { forbidden, errorText },
            accounts: [{ keys: [all, narrow], enterpriseProjects: ["eps-1"] }],
          });
          const stored = await create(vendor);
          const run = vendor.run(kind, { env: { HW_ACCESS_KEY: "b-key", HW_SECRET_KEY: "b-secret" } });
          const error = await refusalOf(run.refresh(stored));
          expect(error.kind, forbidden).to.equal("Forbidden");
          expect(error.message).to.include("拒绝访问");
        }
      }
    });

    for (const fault of [
      "emptyBody",
      "malformedJson",
      "http503",
      "resetBefore",
      "redirect",
      "throttled",
    ] as const) {
      it(`a read that fails (${fault}) is an error, and not gone`, async () => {
        const vendor = await start();
        const stored = await create(vendor);
        vendor.sandbox.faults.add({ action: readAction, kind: fault, times: always });
        await refusalOf(vendor.run(kind).refresh(stored));
      });
    }

    it("an answer to the write that is lost: what HSS holds decides", async () => {
      const vendor = await start();
      vendor.sandbox.faults.add({ action: writeAction, kind: "resetAfter" });
      const stored = await create(vendor);
      expect(policy(vendor)?.enabled).to.equal(true);
      expect((await vendor.run(kind).refresh(stored))?.state).to.deep.equal(stored.state);
    });

    it("a write that never gets through is a partial failure, from which the next update goes on", async () => {
      const vendor = await start();
      vendor.account.scannerPolicy.edit(theirs(vendor));
      vendor.sandbox.faults.add({ action: writeAction, kind: "http503", times: always });
      const partial = await partialOf(create(vendor, { adopt: true }));
      expect(partial.reason.kind).to.equal("Unavailable");
      expect(partial.state.previous).to.deep.include({ setting: theirs(vendor) });
      vendor.sandbox.faults.clear();
      const next = await vendor.run(kind).update(partial, { ...program, adopt: true });
      expect(policy(vendor)?.scan_cycle).to.equal(7);
      await vendor.run(kind).delete(next);
      expect(policy(vendor)).to.deep.equal(theirs(vendor));
    });

    it("a write that HSS refuses is a plain one: nothing was changed", async () => {
      const vendor = await start();
      for (const [code, error] of [
        ["HSS.0001", "InvalidInput"],
        ["HSS.0013", "Forbidden"],
      ]) {
        vendor.sandbox.faults.add({ action: writeAction, kind: "error", code: code ?? "", times: 2 });
        expect((await refusalOf(create(vendor))).kind).to.equal(error);
        vendor.sandbox.faults.clear();
      }
      expect(policy(vendor)).to.equal(undefined);
    });

    it("a setting that HSS takes and answers otherwise is said, and not stored silently", async () => {
      const vendor = await start();
      vendor.once(writeAction, () => void vendor.account.scannerPolicy.edit({ scan_cycle: 14 }));
      const partial = await partialOf(create(vendor));
      expect(partial.reason.message).to.include("everyDays: now 14, wanted 7");
      expect((await errorOf(Promise.reject(partial.reason))).kind).to.equal("Unknown");
    });
  });
});

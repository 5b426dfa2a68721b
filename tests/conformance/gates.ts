import type {
  Account,
  AlicloudAccount,
  AlicloudFindings,
  Findings,
  HuaweiCloudAccount,
  HuaweiCloudFindings,
} from "../../sandbox/index";
import { alicloudTasks } from "./alicloudTasks";
import type { VendorAccount } from "./clouds";
import type { Found, GateRow } from "./gateRow";
import { huaweicloudTasks } from "./huaweicloudTasks";
import type { TaskRow } from "./taskRow";
import { tencentcloudTasks } from "./tencentcloudTasks";

function task<A extends VendorAccount>(rows: readonly TaskRow<A>[], kind: string): TaskRow<A> {
  const row = rows.find((one) => one.kind === kind);
  if (!row) throw new TypeError(`there is no row of ${kind}`);
  return row;
}

const pathOf = (name: string): string => name.replace(/:.*$/, "");

const tencentcloudFindings = (found: readonly Found[]): Findings => ({
  vulnerabilities: found.map(({ id, level, fixable = true }) => ({
    CVEID: id,
    Level: level === "medium" ? "2" : "3",
    ...(fixable ? {} : { FixedVersions: "" }),
  })),
});

const alicloudFindings = (found: readonly Found[]): AlicloudFindings => ({
  vulnerabilities: found.map(({ id, level, fixable = true }) => ({
    Name: id,
    Necessity: level === "medium" ? "later" : "asap",
    CanFix: fixable ? "yes" : "no",
  })),
});

const huaweicloudFindings = (found: readonly Found[]): HuaweiCloudFindings => ({
  vulnerabilities: found.map(({ id, level }) => ({
    vul_id: id,
    repair_necessity: level === "medium" ? "delay_repair" : "immediate_repair",
  })),
});

/** TCSS is asked for all vulnerabilities of an image at once. */
const tencentcloud = { isList: () => true, severityOf: () => undefined, tellsFixable: true } as const;

const huaweicloud = {
  list: "ListImageVulnerabilities",
  // Counts are taken from short pages.
  isList: ({ limit }: Readonly<Record<string, unknown>>) => Number(limit) === 200,
  severityOf: ({ repair_necessity }: Readonly<Record<string, unknown>>) =>
    repair_necessity === "immediate_repair" ? "high" : "medium",
  tellsFixable: false,
} as const;

const tencentcloudGates: readonly GateRow<Account>[] = [
  {
    ...tencentcloud,
    task: task(tencentcloudTasks, "tencentcloud/registryScanTask"),
    list: "DescribeAssetImageRegistryVulList",
    find: ({ ground }, name, found) =>
      ground.account.registryImages.findings(name, tencentcloudFindings(found)),
    fail: ({ ground }, name) => ground.account.registryImages.failScans(name),
    pin: ({ ground }, name) =>
      `ccr.ccs.tencentyun.com/${pathOf(name)}@${ground.account.registryImages.get(name).ImageDigest}`,
    stopped: "canceled",
  },
  {
    ...tencentcloud,
    task: task(tencentcloudTasks, "tencentcloud/localScanTask"),
    list: "DescribeAssetImageVulList",
    find: ({ ground }, name, found) => ground.account.localImages.findings(name, tencentcloudFindings(found)),
    fail: ({ ground }, name) => ground.account.localImages.failScans(name),
    // The id of an image on a node is no digest that a registry knows.
    pin: () => undefined,
    stopped: "failed",
  },
];

const alicloudGates: readonly GateRow<AlicloudAccount>[] = [
  {
    task: task(alicloudTasks, "alicloud/registryScanTask"),
    list: "DescribeImageVulList",
    isList: ({ PageSize }) => Number(PageSize) === 100,
    severityOf: ({ Necessity }) => (Necessity === "asap" ? "high" : "medium"),
    find: ({ ground }, name, found) => ground.account.registryImages.findings(name, alicloudFindings(found)),
    fail: ({ ground }, name) => ground.account.registryImages.failScans(name),
    pin: ({ idOf }, name) => `${pathOf(name)}@sha256:${String(idOf(name))}`,
    tellsFixable: true,
    stopped: "timedOut",
  },
];

const huaweicloudGates: readonly GateRow<HuaweiCloudAccount>[] = [
  {
    ...huaweicloud,
    task: task(huaweicloudTasks, "huaweicloud/registryScanTask"),
    find: ({ ground }, name, found) =>
      ground.account.registryImages.findings(name, huaweicloudFindings(found)),
    fail: ({ ground }, name) => ground.account.registryImages.failScans(name),
    pin: ({ ground: { account } }, name) => {
      const { registry_name, image_digest } = account.registryImages.get(name);
      return `${account.registries.get(registry_name).registry_addr}/${pathOf(name)}@${image_digest}`;
    },
    stopped: "failed",
  },
  {
    ...huaweicloud,
    task: task(huaweicloudTasks, "huaweicloud/localScanTask"),
    find: ({ ground }, name, found) => ground.account.localImages.findings(name, huaweicloudFindings(found)),
    fail: ({ ground }, name) => ground.account.localImages.failScans(name),
    pin: ({ ground }, name) => `${pathOf(name)}@${ground.account.localImages.get(name).image_digest}`,
    stopped: "failed",
  },
];

/** The rows: a further cloud adds its own. */
export const gates: readonly GateRow[] = [...tencentcloudGates, ...alicloudGates, ...huaweicloudGates];

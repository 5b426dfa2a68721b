import type { Account, AlicloudAccount, HuaweiCloudAccount } from "../../sandbox/index";
import type { VendorAccount } from "../../tools/ground/clouds";
import { alicloudTasks } from "./alicloudTasks";
import type { GateRow } from "./gateRow";
import { huaweicloudTasks } from "./huaweicloudTasks";
import type { TaskRow } from "./taskRow";
import { tencentcloudTasks } from "./tencentcloudTasks";

function task<A extends VendorAccount>(rows: readonly TaskRow<A>[], kind: string): TaskRow<A> {
  const row = rows.find((one) => one.kind === kind);
  if (!row) throw new TypeError(`there is no row of ${kind}`);
  return row;
}

const pathOf = (name: string): string => name.replace(/:.*$/, "");

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
    fail: ({ ground }, name) => ground.account.registryImages.failScans(name),
    pin: ({ ground }, name) =>
      `ccr.ccs.tencentyun.com/${pathOf(name)}@${ground.account.registryImages.get(name).ImageDigest}`,
    stopped: "canceled",
  },
  {
    ...tencentcloud,
    task: task(tencentcloudTasks, "tencentcloud/localScanTask"),
    list: "DescribeAssetImageVulList",
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
    fail: ({ ground }, name) => ground.account.localImages.failScans(name),
    pin: ({ ground }, name) => `${pathOf(name)}@${ground.account.localImages.get(name).image_digest}`,
    stopped: "failed",
  },
];

/** The rows: a further cloud adds its own. */
export const gates: readonly GateRow[] = [...tencentcloudGates, ...alicloudGates, ...huaweicloudGates];

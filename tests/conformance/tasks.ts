import type { Account } from "../../sandbox/index";
import type { TaskVendor as AnyTaskVendor } from "../../tools/ground/vendor";
import type { TaskRow as AnyTaskRow } from "./taskRow";
import { tencentcloudTasks } from "./tencentcloudTasks";

/** The rows of Tencent Cloud, for what is tested of it beyond the life cycles. */
export type TaskRow = AnyTaskRow<Account>;
export type TaskVendor = AnyTaskVendor<Account>;
export const tasks: readonly TaskRow[] = tencentcloudTasks;

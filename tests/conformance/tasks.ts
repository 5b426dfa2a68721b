import type { Account } from "../../sandbox/index";
import type { TaskRow as AnyTaskRow, TaskVendor as AnyTaskVendor } from "./taskRow";
import { tencentcloudTasks } from "./tencentcloudTasks";

export { images } from "./taskRow";

/** The rows of Tencent Cloud, for what is tested of it beyond the life cycles. */
export type TaskRow = AnyTaskRow<Account>;
export type TaskVendor = AnyTaskVendor<Account>;
export const tasks: readonly TaskRow[] = tencentcloudTasks;

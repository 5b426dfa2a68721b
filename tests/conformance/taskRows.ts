import { alicloudTasks } from "./alicloudTasks";
import { huaweicloudTasks } from "./huaweicloudTasks";
import type { TaskRow } from "./taskRow";
import { tencentcloudTasks } from "./tencentcloudTasks";

/** The rows: a further cloud adds its own. */
export const taskRows: readonly TaskRow[] = [...tencentcloudTasks, ...alicloudTasks, ...huaweicloudTasks];

import type { Examiner, Reading } from "../../core/examination";
import { profileField } from "../../core/profile";
import { imageScanTask, type SasActions } from "./api";
import { SasClient } from "./client";
import { credentialsOf } from "./credentials";
import { quotaTold } from "./quota";
import { siteField } from "./site";

type Read = Reading<SasActions>;
type Asked = { readonly [A in Read]?: SasActions[A]["response"] };

const firstOfAll = { CurrentPage: 1, PageSize: 1 } as const;
const imageScans = { TaskType: imageScanTask.TaskType };

/** Every action that reads: what to ask, cheaply; nothing, where there is nothing to ask about. */
const questions: {
  readonly [A in Read]: (asked: Asked) => SasActions[A]["request"] | undefined;
} = {
  DescribeCycleTaskList: () => ({ ...imageScanTask, ...firstOfAll }),
  DescribeImageInstances: () => firstOfAll,
  DescribeImageVulList: ({ DescribeImageInstances: answer }) => {
    const Digest = answer?.ImageInstanceList?.[0]?.Digest;
    return Digest ? { Type: "cve", Digest, ...firstOfAll } : undefined;
  },
  DescribeContainerInstances: () => ({ Criteria: "[]", LogicalExp: "AND", ...firstOfAll }),
  ListUnfinishedOnceTask: () => imageScans,
  DescribeOnceTaskLeafRecordPage: () => ({ ...imageScans, RelateInfo: false, ...firstOfAll }),
  // A scan of an id that may be gone, or was a part's, is answered too: that there is none.
  GetOnceTaskResultInfo: ({ DescribeOnceTaskLeafRecordPage: answer }) => {
    const TaskId = answer?.OnceTasks?.[0]?.TaskId;
    return TaskId ? { ...imageScanTask, TaskId } : undefined;
  },
  // It counts, and starts nothing: of one repository, as without a filter it would count every image.
  PublicPreCheckImageScanTask: ({ DescribeImageInstances: answer }) => {
    const RepoId = answer?.ImageInstanceList?.[0]?.RepoId;
    return RepoId ? { RepoIds: RepoId } : undefined;
  },
  DescribeImageScanAuthCount: () => ({}),
};

export const examiner: Examiner = {
  cloud: "alicloud",
  fields: { profile: profileField, site: siteField },
  source: async (host, profile) => (await credentialsOf(host, profile)).source,
  connect(context, place) {
    const client = SasClient.of(context, place);
    return {
      url: () => client.url,
      async caller() {
        const { AccountId, Arn } = await client.caller();
        return { account: AccountId ?? "without a number", user: Arn ?? "without a name" };
      },
      questions: Object.fromEntries(
        Object.entries(questions).map(([action, question]) => [
          action,
          (answers) => {
            const request = question(answers as Asked);
            return request && (() => client.call(action as Read, request as never));
          },
        ]),
      ),
      async allowance(answers) {
        const answer = (answers as Asked).DescribeImageScanAuthCount;
        return answer && quotaTold(answer);
      },
      isClock: ({ details }) => details.code?.startsWith("InvalidTimeStamp") === true,
    };
  },
};

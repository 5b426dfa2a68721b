import type { Examiner, Reading } from "../../core/examination";
import { profileField } from "../../core/profile";
import { sentId, type TcssActions } from "./api";
import { TcssClient } from "./client";
import { credentialsOf } from "./credentials";
import { licencesTold } from "./licences";
import { siteField } from "./site";

type Read = Reading<TcssActions>;
type Asked = { readonly [A in Read]?: TcssActions[A]["response"] };

const firstOfAll = { Limit: 1, Offset: 0 } as const;

/** Every action that reads: what to ask, cheaply; nothing, where there is no image to ask about. */
const questions: {
  readonly [A in Read]: (asked: Asked) => TcssActions[A]["request"] | undefined;
} = {
  DescribeImageRegistryTimingScanTask: () => ({}),
  DescribeAssetImageScanSetting: () => ({}),
  DescribeAssetImageRegistryList: () => firstOfAll,
  DescribeAssetImageList: () => firstOfAll,
  DescribeAssetImageRegistryVulList: ({ DescribeAssetImageRegistryList: answer }) => {
    const image = answer?.List?.[0];
    return image && { Id: sentId(String(image.Id)), ...firstOfAll };
  },
  DescribeAssetImageVulList: ({ DescribeAssetImageList: answer }) => {
    const image = answer?.List?.[0];
    return image && { ImageID: image.ImageID, ...firstOfAll };
  },
  DescribeAssetImageRegistryScanStatusOneKey: () => ({ All: true, Id: [] }),
  DescribeAssetImageScanTask: () => ({}),
  DescribeAssetImageScanStatus: ({ DescribeAssetImageScanTask: last }) =>
    last?.TaskID ? { TaskID: last.TaskID } : {},
  DescribeImageAuthorizedInfo: () => ({}),
};

export const examiner: Examiner = {
  cloud: "tencentcloud",
  fields: { profile: profileField, site: siteField },
  source: async (host, profile) => (await credentialsOf(host, profile, "mainland")).source,
  connect(context, place) {
    const client = TcssClient.of(context, place);
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
        const answer = (answers as Asked).DescribeImageAuthorizedInfo;
        return answer && licencesTold(answer);
      },
      isClock: ({ details }) => details.code === "AuthFailure.SignatureExpire",
    };
  },
};

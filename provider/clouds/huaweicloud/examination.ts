import type { Examiner, Reading } from "../../core/examination";
import type { HssOperations, ImageRow } from "./api";
import { HssClient } from "./client";
import { credentialsOf } from "./credentials";
import { freeScansTold } from "./freeScans";
import { placeFields } from "./place";

type Read = Reading<HssOperations>;
type Asked = { readonly [O in Read]?: HssOperations[O]["answer"] };

/** What to ask: a query, and what stands in the path. */
interface Question<O extends Read> {
  readonly query: HssOperations[O]["query"];
  readonly path?: Readonly<Record<string, string>>;
}

/** The type of these queries has no place for numbers beside the words of filters. */
type ListQuery = HssOperations["ListRegistryImages"]["query"];

/** HSS answers no shorter pages, but for images of registries. */
const firstPage = { offset: 0, limit: 10 } as const;

/** Every operation that reads: what to ask, cheaply; nothing, where there is no image to ask about. */
const questions: { readonly [O in Read]: (asked: Asked) => Question<O> | undefined } = {
  ListImageScanPolicy: () => ({ query: { type: "cycle", global_image_type: "registry" } }),
  ListRegistry: () => ({ query: firstPage }),
  ListRegistryImages: () => ({ query: { offset: 0, limit: 1 } as ListQuery }),
  ListImageLocal: () => ({ query: firstPage as ListQuery }),
  ListImageScanTask: () => ({ query: { type: "image_scan", global_image_type: "registry", ...firstPage } }),
  ListImageVulnerabilities: ({ ListRegistryImages, ListImageLocal }) => {
    const [registryImage] = ListRegistryImages?.data_list ?? [];
    if (registryImage)
      return vulnerabilitiesOf(registryImage, registryImage.image_type, registryImage.namespace);
    const [localImage] = ListImageLocal?.data_list ?? [];
    return localImage && vulnerabilitiesOf(localImage, "local_image", "");
  },
  ShowImagePayPerScanStatistics: () => ({ query: {} }),
};

function vulnerabilitiesOf(
  { image_id, image_name, image_version }: ImageRow,
  image_type: string | null | undefined,
  namespace: string | null | undefined,
): Question<"ListImageVulnerabilities"> | undefined {
  if (!image_id) return undefined;
  const image = { namespace: namespace ?? "", image_name: image_name ?? "", tag_name: image_version ?? "" };
  return {
    query: { image_type: image_type ?? "private_image", ...image, ...firstPage },
    path: { image_id },
  };
}

/** Huawei Cloud's gateway refuses what was signed at another time than this around its own. */
const mostSkewMs = 15 * 60_000;

export const examiner: Examiner = {
  cloud: "huaweicloud",
  fields: placeFields,
  source: async (host, profile) => credentialsOf(host, profile).source,
  connect(context, place) {
    const client = HssClient.of(context, place);
    const ahead = (): number | undefined => {
      const now = client.vendorNow();
      return now === undefined ? undefined : now - context.clock.now();
    };
    return {
      url: () => client.url,
      async caller() {
        const { account_id, principal_urn } = await client.caller();
        return { account: account_id ?? "without an id", user: principal_urn ?? "without a name" };
      },
      questions: Object.fromEntries(
        Object.entries(questions).map(([operation, question]) => [
          operation,
          (answers) => {
            const asked = question(answers as Asked);
            return (
              asked && (() => client.call(operation as Read, asked.query as never, undefined, asked.path))
            );
          },
        ]),
      ),
      async allowance(answers) {
        const answer = (answers as Asked).ShowImagePayPerScanStatistics;
        return answer && freeScansTold(answer);
      },
      isClock: ({ kind }) => kind === "Unauthenticated" && Math.abs(ahead() ?? 0) > mostSkewMs,
      ahead,
    };
  },
};

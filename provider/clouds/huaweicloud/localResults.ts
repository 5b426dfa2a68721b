import type { Judged } from "../../core/findings";
import type { LocalImageRow } from "./api";
import { HssClient } from "./client";
import { ImageResults, levels, type VulnerabilityQuery } from "./imageResults";
import { localImages } from "./localImages";
import { untoldFilter } from "./untold";

/** How a gate judges scans of images on nodes. */
export const localJudged: Judged = {
  levels,
  untold: untoldFilter,
  results: (context, state) => {
    const client = HssClient.of(context, state);
    const queryOf = (row: LocalImageRow): VulnerabilityQuery => ({
      image_type: "local_image",
      namespace: "",
      image_name: row.image_name ?? "",
      tag_name: row.image_version ?? "",
    });
    // On nodes an image's name holds the host that it came from.
    const repositoryOf = (row: LocalImageRow): string => row.image_name ?? "";
    const images = localImages(context, client);
    return new ImageResults(context, client, "local", images, state, queryOf, repositoryOf);
  },
};

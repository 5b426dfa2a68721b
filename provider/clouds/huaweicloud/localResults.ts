import type { Judged } from "../../core/gate";
import { HssClient } from "./client";
import { ImageResults, levels } from "./imageResults";
import { localImages } from "./localImages";
import { untoldFilter } from "./untold";

/** How a gate judges scans of images on nodes. */
export const localJudged: Judged = {
  levels,
  untold: untoldFilter,
  results: (context, state) => {
    const client = HssClient.of(context, state);
    return new ImageResults(context, client, "local", localImages(context, client), state, (row) => ({
      image_type: "local_image",
      namespace: "",
      image_name: row.image_name ?? "",
      tag_name: row.image_version ?? "",
    }));
  },
};

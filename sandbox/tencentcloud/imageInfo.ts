import { listOf, objectOf, required, STRING } from "./parameters";

/** An image by its coordinates, in the vendor's words. `Force` is a text there too. */
export type ImageInfo = {
  InstanceName: string;
  Namespace: string;
  ImageName: string;
  ImageTag: string;
  Force: string;
  ImageDigest?: string;
  RegistryType?: string;
  ImageRepoAddress?: string;
  InstanceId?: string;
};

/** A list of ImageInfo in a request. */
export const IMAGE_INFOS = listOf(
  objectOf({
    InstanceName: required(STRING),
    Namespace: required(STRING),
    ImageName: required(STRING),
    ImageTag: required(STRING),
    Force: required(STRING),
    ImageDigest: STRING,
    RegistryType: STRING,
    ImageRepoAddress: STRING,
    InstanceId: STRING,
  }),
);

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

/** An ImageInfo in a request. */
export const IMAGE_INFO = objectOf({
  InstanceName: required(STRING),
  Namespace: required(STRING),
  ImageName: required(STRING),
  ImageTag: required(STRING),
  Force: required(STRING),
  ImageDigest: STRING,
  RegistryType: STRING,
  ImageRepoAddress: STRING,
  InstanceId: STRING,
});

/** A list of them. */
export const IMAGE_INFOS = listOf(IMAGE_INFO);

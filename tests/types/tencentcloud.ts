/**
 * Holds our own types of TCSS's operations against the models of the vendor's SDK. Only compiled, never run: a field
 * that we misspell or mistype, or an action that there is not, fails the build.
 */
import type { Client } from "tencentcloud-sdk-nodejs/tencentcloud/services/tcss/v20201101/tcss_client";
import type {
  ImageRepoInfo,
  ImageInfo as VendorImageInfo,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/tcss/v20201101/tcss_models";
import type {
  ImageInfo,
  RegistryImage,
  RegistryTimingScanTask,
  TcssActions,
  WireId,
} from "../../provider/clouds/tencentcloud/api";

type VendorRequest<A extends keyof TcssActions> = NonNullable<Parameters<Client[A]>[0]>;
type VendorResponse<A extends keyof TcssActions> = Awaited<ReturnType<Client[A]>>;

/** An id as we send it. We keep it as a string, which `sentId` turns into a number or a bigint. */
type SentId = number | bigint;

/** `T` with every id as it is sent. */
type Sent<T> = [T] extends [WireId]
  ? WireId extends T
    ? SentId
    : T
  : T extends object
    ? { [K in keyof T]: Sent<T[K]> }
    : T;

/** `true`, or what is wrong: the fields of ours that the vendor's model has not. */
type Known<Ours, Theirs> = [Exclude<keyof Ours, keyof Theirs>] extends [never]
  ? true
  : Exclude<keyof Ours, keyof Theirs>;

/** `true`, or what is wrong: the fields of ours whose value the vendor's model does not take. */
type Sendable<Ours, Theirs> = Faults<{
  [K in keyof Ours & keyof Theirs]: Sent<Ours[K]> extends Theirs[K] ? never : K;
}>;

/** `true`, or what is wrong: the fields whose value in the vendor's model is not one that we read. */
type Readable<Theirs, Ours> = Faults<{
  [K in keyof Ours & keyof Theirs]: NonNullable<Theirs[K]> extends NonNullable<Ours[K]> ? never : K;
}>;

type Faults<F> = [F[keyof F]] extends [never] ? true : F[keyof F];

/** Compiles for `true` only; otherwise the compiler names what stands in its place. */
type Holds<T extends true> = T;

type Update = "UpdateImageRegistryTimingScanTask";
type Describe = "DescribeImageRegistryTimingScanTask";
type List = "DescribeAssetImageRegistryList";

/** Every action is one of the vendor's client. A new one fails here until its types are held against the model below. */
export type Actions = [
  Holds<Known<TcssActions, Client>>,
  Holds<Exclude<keyof TcssActions, Update | Describe | List> extends never ? true : keyof TcssActions>,
];

export type Requests = [
  Holds<Known<RegistryTimingScanTask, VendorRequest<Update>>>,
  Holds<Sendable<RegistryTimingScanTask, VendorRequest<Update>>>,
  Holds<Sent<TcssActions[Update]["request"]> extends VendorRequest<Update> ? true : Update>,
  Holds<Known<ImageInfo, VendorImageInfo>>,
  Holds<ImageInfo extends VendorImageInfo ? true : "ImageInfo">,
  // The vendor's model is `null`: there is nothing to send, which we write as an empty object.
  Holds<[VendorRequest<Describe>] extends [never] ? true : Describe>,
  Holds<Known<TcssActions[List]["request"], VendorRequest<List>>>,
  Holds<Sent<TcssActions[List]["request"]> extends VendorRequest<List> ? true : List>,
];

export type Responses = [
  Holds<Known<TcssActions[Describe]["response"], VendorResponse<Describe>>>,
  Holds<Readable<VendorResponse<Describe>, TcssActions[Describe]["response"]>>,
  Holds<Readable<VendorImageInfo, ImageInfo>>,
  Holds<Known<TcssActions[List]["response"], VendorResponse<List>>>,
  Holds<Readable<VendorResponse<List>, Omit<TcssActions[List]["response"], "List">>>,
  Holds<Known<RegistryImage, ImageRepoInfo>>,
  Holds<Readable<ImageRepoInfo, RegistryImage>>,
];

/** What can be written of the schedule is all there is to write, but for the deprecated `All`: nothing is lost on the way back. */
export type Complete = Holds<Known<Omit<VendorRequest<Update>, "All">, RegistryTimingScanTask>>;

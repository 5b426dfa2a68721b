/**
 * Holds our own types of TCSS's operations against the models of the vendor's SDK. Only compiled, never run: a field
 * that we misspell or mistype, or an action that there is not, fails the build.
 */
import type { Client } from "tencentcloud-sdk-nodejs/tencentcloud/services/tcss/v20201101/tcss_client";
import type {
  ImageRepoInfo,
  ImagesInfo,
  ImagesVul,
  ImageVul,
  ImageInfo as VendorImageInfo,
} from "tencentcloud-sdk-nodejs/tencentcloud/services/tcss/v20201101/tcss_models";
import type {
  ImageInfo,
  ImageVulnerability,
  LocalImage,
  LocalScanSetting,
  RegistryImage,
  RegistryTimingScanTask,
  TcssActions,
  WireId,
} from "../../provider/clouds/tencentcloud/api";

/** The vendor's models call a task's id a number, but its client sends whole numbers of any size exactly. */
type Wide<T> = { [K in keyof T]: K extends "TaskID" | "Id" ? WideId<T[K]> : T[K] };
type WideId<T> = number extends NonNullable<T> ? T | bigint : T;

type VendorRequest<A extends keyof TcssActions> = Wide<NonNullable<Parameters<Client[A]>[0]>>;
type VendorResponse<A extends keyof TcssActions> = Awaited<ReturnType<Client[A]>>;

/** An id as we send it. We keep it as a string, which `sentId` turns into a number or a bigint. */
type SentId = number | bigint;

/** `T` with every id as it is sent. */
type Sent<T> = [NonNullable<T>] extends [WireId]
  ? WireId extends NonNullable<T>
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

type Describe = "DescribeImageRegistryTimingScanTask" | "DescribeAssetImageScanSetting";
type NoRequest = Describe | "DescribeAssetImageScanTask" | "DescribeImageAuthorizedInfo";
type Action = keyof TcssActions;
type Request<A extends Action> = TcssActions[A]["request"];
type Response<A extends Action> = Omit<TcssActions[A]["response"], "List">;

/** `true`, or the actions for which `check` is something else. */
type Every<Checks> = {
  [A in keyof Checks]: Checks[A] extends true ? never : [A, Checks[A]];
}[keyof Checks] extends never
  ? true
  : { [A in keyof Checks]: Checks[A] extends true ? never : [A, Checks[A]] }[keyof Checks];

/** Every action is one of the vendor's client. */
export type Actions = Holds<Known<TcssActions, Client>>;

export type Requests = [
  Holds<Every<{ [A in Exclude<Action, NoRequest>]: Known<Request<A>, VendorRequest<A>> }>>,
  Holds<Every<{ [A in Exclude<Action, NoRequest>]: Sendable<Request<A>, VendorRequest<A>> }>>,
  Holds<Every<{ [A in Exclude<Action, NoRequest>]: Sent<Request<A>> extends VendorRequest<A> ? true : A }>>,
  // The vendor's model is `null`: there is nothing to send, which we write as an empty object.
  Holds<Every<{ [A in NoRequest]: [VendorRequest<A>] extends [never] ? true : A }>>,
  Holds<Known<ImageInfo, VendorImageInfo>>,
  Holds<ImageInfo extends VendorImageInfo ? true : "ImageInfo">,
];

export type Responses = [
  Holds<Every<{ [A in Action]: Known<Response<A>, VendorResponse<A>> }>>,
  Holds<Every<{ [A in Action]: Readable<VendorResponse<A>, Response<A>> }>>,
  Holds<Readable<VendorImageInfo, ImageInfo>>,
  Holds<Known<RegistryImage, ImageRepoInfo>>,
  Holds<Readable<ImageRepoInfo, RegistryImage>>,
  Holds<Known<LocalImage, ImagesInfo>>,
  Holds<Readable<ImagesInfo, LocalImage>>,
  Holds<Known<ImageVulnerability, ImageVul>>,
  Holds<Known<ImageVulnerability, ImagesVul & Pick<ImageVul, "POCID">>>,
  Holds<Readable<ImageVul, ImageVulnerability>>,
  Holds<Readable<ImagesVul, ImageVulnerability>>,
];

/** What we write of a schedule is all there is to write, but for the deprecated `All`: nothing is lost on the way back. */
export type Complete = [
  Holds<Known<Omit<VendorRequest<"UpdateImageRegistryTimingScanTask">, "All">, RegistryTimingScanTask>>,
  Holds<Known<Omit<VendorRequest<"CreateAssetImageScanSetting">, "All">, LocalScanSetting>>,
];

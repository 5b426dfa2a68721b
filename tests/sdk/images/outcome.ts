import * as pulumi from "@pulumi/pulumi";
import { images } from "../../../sdk";
import type { PinOptions } from "../../../sdk/images";

/** A digest that is easy to tell from others. */
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** What a gate let pass, unless a test says otherwise. */
export const passed: Readonly<Record<string, string>> = {
  "team/api:1.4": `registry.example.com/team/api@${digest("a")}`,
  "team/web:2.0": `registry.example.com/team/web@${digest("b")}`,
};

export const pinnedApi = passed["team/api:1.4"] as string;
export const pinnedWeb = passed["team/web:2.0"] as string;

/** What an output comes to: its value, or the message that it fails with; neither while it is not known. */
export interface Outcome<T> {
  readonly value?: T;
  readonly refused?: string;
  readonly known: boolean;
}

export async function outcomeOf<T>(output: pulumi.Output<T>): Promise<Outcome<T>> {
  const inner = output as unknown as {
    promise(): Promise<T>;
    isKnown: Promise<boolean>;
    isSecret: Promise<boolean>;
  };
  const [value, known] = await Promise.allSettled([inner.promise(), inner.isKnown, inner.isSecret]);
  if (value.status === "rejected") {
    const { reason } = value as { reason: unknown };
    // Anything else is printed with its stack.
    if (!pulumi.RunError.isInstance(reason)) throw reason;
    return { refused: reason.message, known: true };
  }
  return { value: value.value, known: known.status === "fulfilled" && known.value };
}

/** The manifests as they are pinned. Fails where they are refused. */
export async function pinned<T>(
  manifests: T,
  pins: Readonly<Record<string, string>> = passed,
  options?: PinOptions,
): Promise<pulumi.Unwrap<T>> {
  const { value, refused } = await outcomeOf(images.pin<T>(manifests, { ...pins }, options));
  if (refused !== undefined) throw new Error(refused);
  return value as pulumi.Unwrap<T>;
}

/** The lines that manifests are refused with, the first without its opening. */
export async function refusal(
  manifests: unknown,
  pins: Readonly<Record<string, string>> = passed,
  options?: PinOptions,
): Promise<string[]> {
  const { value, refused } = await outcomeOf(images.pin<unknown>(manifests, { ...pins }, options));
  if (refused === undefined) throw new Error(`was pinned: ${JSON.stringify(value)}`);
  const [opening = "", ...faults] = refused.split("\n");
  return [opening.replace("images.pin: ", ""), ...faults.map((line) => line.replace("  - ", ""))];
}

/** A pod with one container of this image. */
export function pod(image: unknown): {
  kind: string;
  metadata: { name: string };
  spec: { containers: { image: unknown }[] };
} {
  return { kind: "Pod", metadata: { name: "one" }, spec: { containers: [{ image }] } };
}

/** What the image of {@link pod} becomes. */
export async function pinnedImage(
  image: string,
  pins: Readonly<Record<string, string>> = passed,
  options?: PinOptions,
): Promise<unknown> {
  return (await pinned(pod(image), pins, options)).spec.containers[0]?.image;
}

/** Why the image of {@link pod} is refused. */
export async function refusedImage(
  image: string,
  pins: Readonly<Record<string, string>> = passed,
  options?: PinOptions,
): Promise<string> {
  const [, fault = "", ...more] = await refusal(pod(image), pins, options);
  if (more.length > 0) throw new Error(more.join("\n"));
  return fault.replace('Pod "one", spec.containers[0].image: ', "");
}

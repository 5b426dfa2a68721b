/** HTML that is what it says: text in it has been escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = Markup | string | number | undefined | readonly Value[];

/** A template of HTML. Whatever is put into it is escaped, be it content or the value of an attribute in quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(parts.reduce((text, part, index) => `${text}${escaped(values[index - 1])}${part}`));
}

function escaped(value: Value): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(escaped).join("");
  return (
    String(value)
      // No character of HTML's own, and none that a page may not hold.
      .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
      .replace(/[^\P{Cc}\t\n]|\p{Cs}|[\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD")
  );
}

/** The day of a moment, `YYYY-MM-DD`, in UTC. */
export function today(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The day that lies `days` after `day`; before it, if negative. */
export function dayAfter(day: string, days: number): string {
  return today(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000);
}

/** The last second of the year 9999: a contract's u64 can be later than any date. */
const lastSecond = 253_402_300_799n;

/** Unix seconds as ISO 8601; what is later than the year 9999, as its end. */
export const isoOfSeconds = (seconds: bigint): string =>
	new Date(Number(seconds < lastSecond ? seconds : lastSecond) * 1000).toISOString();

/** A time of the database as ISO 8601. */
export const isoOfDate = (time: Date | null): string | null => time?.toISOString() ?? null;

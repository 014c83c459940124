/**
 * One measured number. `reference` is something else measured in the same run on the same machine: the ratio of the two
 * can be compared between machines, the number itself cannot.
 */
export type Figure = {
	name: string;
	value: number;
	unit: string;
	/** The goal, e.g. "≥ 200". */
	goal?: string;
	reference?: { name: string; value: number };
};

/** What a bench found. `how`: what a reader must know of how it measured. */
export type Report = { figures: Figure[]; how?: string };

const marker = 'report: ';

/** A bench ends with this line; `npm run bench` reads it. */
export const report = (figures: Figure[], how?: string): void =>
	console.log(marker + JSON.stringify({ figures, how } satisfies Report));

export function reportIn(output: string): Report {
	const line = output.split('\n').findLast((l) => l.startsWith(marker));
	return line ? (JSON.parse(line.slice(marker.length)) as Report) : { figures: [] };
}

/** Whether a value is within a goal of the form "≥ 200" or "≤ 80". */
export function meets({ value, goal }: Figure): boolean | null {
	const parts = /^([≥≤<]) ([\d.]+)/.exec(goal ?? '');
	if (!parts) return null;
	const wanted = Number(parts[2]);
	return parts[1] === '≥' ? value >= wanted : parts[1] === '<' ? value < wanted : value <= wanted;
}

/** A sentence for each figure that misses its goal. */
export const missedGoals = (bench: string, figures: Figure[]): string[] =>
	figures
		.filter((figure) => meets(figure) === false)
		.map(
			({ name, value, unit, goal }) =>
				`bench:${bench}: ${name}: ${[round(value), unit].join(' ').trim()}, goal ${goal}`,
		);

/** Three figures, without zeros that say nothing. */
export function round(value: number): string {
	if (value >= 100) return value.toFixed(0);
	return value >= 10 ? value.toFixed(1) : value.toFixed(3).replace(/\.?0+$/, '');
}

export const percentile = (values: number[], p: number): number => {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))]!;
};

export const seconds = (begun: number): number => (performance.now() - begun) / 1000;

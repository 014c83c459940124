import { cpus, release } from 'node:os';
import { meets, type Report, round } from './figure.ts';

/** One bench's figures as a Markdown table, its goals marked, its ratios against the same run; below, how it measured. */
export function table(name: string, { figures, how }: Report): string {
	const rows = figures.map((f) => {
		const met = meets(f);
		const goal = f.goal ? `${f.goal}${met === null ? '' : met ? ' ✓' : ' ✗'}` : '';
		const ratio = f.reference
			? `${round(f.value / f.reference.value)} × ${f.reference.name} (${round(f.reference.value)})`
			: '';
		return `| ${f.name} | ${round(f.value)} ${f.unit} | ${goal} | ${ratio} |`;
	});
	return [
		`**bench:${name}**`,
		'',
		'| what | measured | goal | ratio, same run |',
		'| --- | --- | --- | --- |',
		...rows,
		...(how ? ['', how] : []),
	].join('\n');
}

const head =
	'# Benchmarks\n\nWritten by `npm run bench -- --write`; with names of benches it replaces their tables only. Numbers belong to the machine below their table; ratios travel.';

/** A table as docs/benchmarks.md keeps it: with the day and the machine. */
export function dated(section: string, day: string): string {
	const [cpu] = cpus();
	const machine = `${cpus().length} × ${cpu?.model.trim()}, Linux ${release()}, Node ${process.version}`;
	return `${section}\n\nMeasured on ${day}, on ${machine}.`;
}

/** docs/benchmarks.md with these tables in the place of those of the same benches. `names`: the order of all. */
export function page(before: string, sections: string[], names: readonly string[]): string {
	const byName = new Map([...sectionsIn(before), ...sections.flatMap(sectionsIn)]);
	const all = names.flatMap((name) => byName.get(name) ?? []);
	return `${[head, ...all].join('\n\n')}\n`;
}

const sectionsIn = (text: string): [string, string][] =>
	text.split(/^(?=\*\*bench:)/m).flatMap((part) => {
		const name = /^\*\*bench:([\w-]+)\*\*/.exec(part)?.[1];
		return name ? [[name, part.trimEnd()] satisfies [string, string]] : [];
	});

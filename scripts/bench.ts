import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { type Figure, figuresIn, meets } from './bench/figure.ts';
import { runScript } from './run-script.ts';
import { run } from './test/parts.ts';
import { root } from './wasm/artifacts.ts';

const benches = ['localnet', 'holds', 'settle', 'live', 'page'] as const;

/** `npm run bench [-- <name>…] [--write]`: each bench in a process of its own, one table. `--write` keeps it in docs/. */
await runScript(async () => {
	const args = process.argv.slice(2);
	const names = args.filter((a) => a !== '--write');
	const unknown = names.find((n) => !benches.includes(n as (typeof benches)[number]));
	if (unknown)
		throw new PassaError('FLAGS_INVALID', `there is no bench ${unknown}; known: ${benches.join(' ')}`);
	const sections: string[] = [];
	for (const name of names.length > 0 ? names : benches) {
		console.log(`· ${name}`);
		const { code, output } = await run(process.execPath, ['--no-warnings', `scripts/bench/${name}.ts`]);
		const figures = figuresIn(output);
		if (code !== 0 || figures.length === 0)
			throw new PassaError('BENCH_FAILED', `the bench ${name} failed:\n${output.slice(-3000)}`);
		const section = table(name, figures);
		console.log(`\n${section}\n`);
		sections.push(section);
	}
	if (args.includes('--write')) writeFileSync(join(root, 'docs/benchmarks.md'), page(sections));
});

function table(name: string, figures: Figure[]): string {
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
	].join('\n');
}

const round = (value: number): string =>
	value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3).replace(/\.?0+$/, '');

function page(sections: string[]): string {
	const [cpu] = cpus();
	const machine = `${cpus().length} × ${cpu?.model.trim()}, Linux ${release()}, Node ${process.version}`;
	const day = new Date().toISOString().slice(0, 10);
	const head = `# Benchmarks\n\nWritten by \`npm run bench -- --write\` on ${day}, on ${machine}. Numbers belong to that machine; ratios travel.`;
	return `${[head, ...sections].join('\n\n')}\n`;
}

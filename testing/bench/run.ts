import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from '#scripts/run-script.ts';
import { root } from '#scripts/wasm/artifacts.ts';
import { PassaError } from '#shared/errors.ts';
import { run } from '../runner/run-process.ts';
import { missedGoals, reportIn } from './figure.ts';
import { dated, page, table } from './table.ts';

const benches = [
	'contracts',
	'localnet',
	'holds',
	'gate',
	'settle',
	'catch-up',
	'reindex',
	'live',
	'live-clients',
	'api',
	'page',
] as const;

/**
 * `npm run bench [-- <name>…] [--write]`: each bench in a process of its own, one table. `--write` keeps these tables in docs/.
 * Fails with GOAL_MISSED at the end if a figure misses its goal.
 */
await runScript(async () => {
	const args = process.argv.slice(2);
	const names = args.filter((a) => a !== '--write');
	const unknown = names.find((n) => !benches.includes(n as (typeof benches)[number]));
	if (unknown)
		throw new PassaError('FLAGS_INVALID', `there is no bench ${unknown}; known: ${benches.join(' ')}`);
	const sections: string[] = [];
	const missed: string[] = [];
	for (const name of names.length > 0 ? names : benches) {
		console.log(`· ${name}`);
		const { code, output } = await run(process.execPath, ['--no-warnings', `testing/bench/${name}.ts`]);
		const found = reportIn(output);
		if (code !== 0 || found.figures.length === 0)
			throw new PassaError('BENCH_FAILED', `the bench ${name} failed:\n${output.slice(-3000)}`);
		const section = table(name, found);
		console.log(`\n${section}\n`);
		sections.push(dated(section, new Date().toISOString().slice(0, 10)));
		missed.push(...missedGoals(name, found.figures));
	}
	const file = join(root, 'docs/benchmarks.md');
	if (args.includes('--write')) writeFileSync(file, page(readFileSync(file, 'utf8'), sections, benches));
	if (missed.length > 0)
		throw new PassaError(
			'GOAL_MISSED',
			`missed ${missed.length === 1 ? 'one goal' : `${missed.length} goals`}:\n${missed.join('\n')}`,
		);
});

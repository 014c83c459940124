import { type Browser, chromium } from 'playwright-core';
import { readFlags } from '#scripts/flags.ts';
import { type PassaFile, readPassaFile } from '#scripts/passa-file.ts';
import { PassaError } from '#shared/errors.ts';
import { Shots } from './shots.ts';
import { Visit, type VisitOptions } from './visit.ts';

/** Flags for a headless Chromium that starts as any user and makes no requests of its own. */
const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export type Work = (visit: Visit, passa: PassaFile, dataDir: string) => Promise<void>;

/** Stories that share a browser context; each entry is another person. */
export type Visits = {
	name?: string;
	works: Record<string, Work>;
	options?: { javaScriptEnabled: boolean };
}[];

/** Runs stories in a real browser on a running Passa. Ends with `N passed, N failed`. */
export async function runStories(visits: Visits): Promise<void> {
	const flags = readFlags({
		data: { type: 'string', default: '.passa' },
		chromium: { type: 'string', default: '/usr/bin/chromium' },
		only: { type: 'string' },
		shots: { type: 'string' },
	});
	const passa = readPassaFile(flags.data);
	if (!passa.web) throw new PassaError('NOT_RUNNING', 'there is no web in this Passa');
	const browser = await chromium.launch({ executablePath: flags.chromium, args: quiet });
	const shots = flags.shots ? new Shots(flags.shots) : null;
	const outcomes: boolean[] = [];
	try {
		for (const { name: visitor = '', works, options } of visits) {
			const wanted = Object.entries(works).filter(([name]) =>
				`${visitor} ${name}`.includes(flags.only ?? ''),
			);
			if (wanted.length > 0) outcomes.push(...(await inOneVisit(browser, wanted, options)));
		}
	} finally {
		await browser.close();
	}
	const failed = outcomes.filter((ok) => !ok).length;
	console.log(`\n${outcomes.length - failed} passed, ${failed} failed`);
	if (failed > 0 || outcomes.length === 0) process.exitCode = 1;

	async function inOneVisit(
		browser: Browser,
		works: [string, Work][],
		options: VisitOptions = {},
	): Promise<boolean[]> {
		const visit = await Visit.begin(browser, passa.web!, { ...options, ...(shots ? { shots } : {}) });
		const done: boolean[] = [];
		for (const [name, work] of works) {
			const begun = performance.now();
			shots?.begin(name);
			const why = await work(visit, passa, flags.data)
				.then(() => visit.mustBeClean())
				.catch((error: Error) => error.message);
			done.push(why === undefined);
			const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(5);
			console.log(
				`${why === undefined ? ' ok ' : 'FAIL'} ${seconds} s  ${name}${why === undefined ? '' : `: ${why}`}`,
			);
		}
		await visit.context.close();
		return done;
	}
}

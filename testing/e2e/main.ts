import { type Browser, chromium } from 'playwright-core';
import { readFlags } from '#scripts/flags.ts';
import { type PassaFile, readPassaFile } from '#scripts/passa-file.ts';
import { runScript } from '#scripts/run-script.ts';
import { PassaError } from '#shared/errors.ts';
import { auditIsGreen } from './audit.ts';
import { buyByMpesa, othersReadNothing } from './buy-by-mpesa.ts';
import { buyWithDemoWallet } from './buy-with-demo-wallet.ts';
import { buyWithoutScripts } from './buy-without-scripts.ts';
import { looksRight } from './looks-right.ts';
import * as organize from './organize.ts';
import * as publish from './publish.ts';
import { rungPhoneIsProved } from './rung-phone.ts';
import { accountIsOnesOwn, signInWithFreighter, signInWithoutScripts } from './sign-in.ts';
import { supportDecides } from './support.ts';
import { supportSignsIn } from './support-signs-in.ts';
import { teamLooksRight, teamWorksTogether } from './teams.ts';
import { mpesaTriedAgain } from './try-again.ts';
import { Visit } from './visit.ts';
import * as wallets from './wallet-faults.ts';

/** Flags for a headless Chromium that starts as any user and makes no requests of its own. */
const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

type Work = (visit: Visit, passa: PassaFile, dataDir: string) => Promise<void>;

/** In an organizer's order of work: each story continues where the one before ended. */
const organizing: Record<string, Work> = {
	becomesOrganizer: organize.becomesOrganizer,
	writesADraft: organize.writesADraft,
	twoWindowsOneDraft: organize.twoWindowsOneDraft,
	pricesTickets: organize.pricesTickets,
	sharesAlwaysSum: organize.sharesAlwaysSum,
	warnsOfTrustLines: organize.warnsOfTrustLines,
	publishesOnce: publish.publishesOnce,
	salesAreLive: publish.salesAreLive,
	othersSeeNoSales: publish.othersSeeNoSales,
	organizerLooksRight: publish.organizerLooksRight,
	accountIsOnesOwn,
};

/** Stories that share a browser context; each line is another person. */
const visits: { name?: string; works: Record<string, Work>; options?: { javaScriptEnabled: boolean } }[] = [
	{
		name: 'fan',
		works: { buyWithDemoWallet, buyByMpesa, othersReadNothing, mpesaTriedAgain, auditIsGreen, looksRight },
	},
	{ name: 'organizer', works: organizing },
	{ works: { signInWithFreighter } },
	{ works: { buyWithoutScripts, signInWithoutScripts }, options: { javaScriptEnabled: false } },
	{ works: { teamWorksTogether, teamLooksRight } },
	{ works: { teamWithoutScripts: teamWorksTogether }, options: { javaScriptEnabled: false } },
	{ works: { rungPhoneIsProved } },
	{ works: { rungPhoneWithoutScripts: rungPhoneIsProved }, options: { javaScriptEnabled: false } },
	{ works: { supportDecides } },
	{ works: { supportSignsIn } },
	...Object.entries(wallets).map(([name, work]) => ({ works: { [name]: work } })),
];

/** `npm run e2e:main [-- --only <part of a name, or fan, or organizer>]`: a real browser on a running Passa; no request leaves this machine. */
await runScript(async () => {
	const flags = readFlags({
		data: { type: 'string', default: '.passa' },
		chromium: { type: 'string', default: '/usr/bin/chromium' },
		only: { type: 'string' },
	});
	const passa = readPassaFile(flags.data);
	if (!passa.web) throw new PassaError('NOT_RUNNING', 'there is no web in this Passa');
	const browser = await chromium.launch({ executablePath: flags.chromium, args: quiet });
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
		options: object = {},
	): Promise<boolean[]> {
		const visit = await Visit.begin(browser, passa.web!, options);
		const done: boolean[] = [];
		for (const [name, work] of works) {
			const begun = performance.now();
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
});

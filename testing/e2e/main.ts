import { runScript } from '#scripts/run-script.ts';
import { sameNumberWaits } from './asked-too-soon.ts';
import { auditIsGreen } from './audit.ts';
import { anchoredByArchive } from './audit-archive.ts';
import { buyByMpesa, othersReadNothing } from './buy-by-mpesa.ts';
import { buyWithDemoWallet } from './buy-with-demo-wallet.ts';
import { buyWithoutScripts } from './buy-without-scripts.ts';
import { checkLayouts } from './check-layouts.ts';
import { linkIsGiven } from './copy-link.ts';
import { earlyInputCounts } from './early-input.ts';
import { showsThatNumbersAreOld } from './event-fault.ts';
import { choosesRules } from './event-rules.ts';
import { leavesBeforeItLands, ticketOfAHeldLog } from './late-tickets.ts';
import * as organize from './organize.ts';
import * as publish from './publish.ts';
import { runStories, type Visits, type Work } from './run-stories.ts';
import { accountIsOnesOwn, signInWithoutScripts } from './sign-in.ts';
import { supportDecides } from './support.ts';
import { supportSignsIn } from './support-signs-in.ts';
import { mpesaTriedAgain } from './try-again.ts';

/** In an organizer's order of work: each story continues where the one before ended. */
const organizing: Record<string, Work> = {
	becomesOrganizer: organize.becomesOrganizer,
	writesADraft: organize.writesADraft,
	newDraftKeepsWords: organize.newDraftKeepsWords,
	twoWindowsOneDraft: organize.twoWindowsOneDraft,
	choosesRules,
	pricesTickets: organize.pricesTickets,
	sharesAlwaysSum: organize.sharesAlwaysSum,
	refusesUnpayable: organize.refusesUnpayable,
	publishesOnce: publish.publishesOnce,
	salesAreLive: publish.salesAreLive,
	filledInIsSaved: organize.filledInIsSaved,
	othersSeeNoSales: publish.othersSeeNoSales,
	organizerLayouts: publish.organizerLayouts,
	accountIsOnesOwn,
};

const visits: Visits = [
	{
		name: 'fan',
		works: {
			buyWithDemoWallet,
			buyByMpesa,
			othersReadNothing,
			mpesaTriedAgain,
			auditIsGreen,
			anchoredByArchive,
			checkLayouts,
		},
	},
	{ name: 'organizer', works: organizing },
	{ works: { buyWithoutScripts, signInWithoutScripts }, options: { javaScriptEnabled: false } },
	{ works: { ticketOfAHeldLog } },
	{ works: { leavesBeforeItLands } },
	{ works: { earlyInputCounts } },
	{ works: { linkIsGiven } },
	{ works: { sameNumberWaits } },
	{ works: { showsThatNumbersAreOld } },
	{ works: { supportDecides } },
	{ works: { supportSignsIn } },
];

/**
 * `npm run e2e:main [-- --only <part of a name, or fan, or organizer>]`: a real browser on a running Passa; no request
 * leaves this machine.
 */
await runScript(() => runStories(visits));

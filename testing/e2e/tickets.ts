import { runScript } from '#scripts/run-script.ts';
import { fanByKeyboard } from './by-keyboard.ts';
import { resoldThenCancelled } from './resold-then-cancelled.ts';
import { runStories } from './run-stories.ts';
import { boughtAtSecondTry, boughtByMpesa } from './ticket-by-mpesa.ts';
import { soldFromCustody } from './ticket-custody-sold.ts';
import { ticketLayouts } from './ticket-layouts.ts';
import { byCommand, givesBack, sendsToAFriend } from './ticket-passed.ts';
import { boughtWhileUnlisted, sellsToAFriend } from './ticket-resold.ts';
import { wholeLife } from './whole-life.ts';

/** `npm run e2e:tickets`: what holders do with tickets, and one order's life with all who have a part in it. Each story is another person. */
const stories = {
	sendsToAFriend,
	sellsToAFriend,
	givesBack,
	boughtWhileUnlisted,
	boughtByMpesa,
	boughtAtSecondTry,
	soldFromCustody,
	resoldThenCancelled,
	byCommand,
	fanByKeyboard,
	ticketLayouts,
	wholeLife,
};

await runScript(() =>
	runStories(Object.entries(stories).map(([name, work]) => ({ works: { [name]: work } }))),
);

import { runScript } from '#scripts/run-script.ts';
import {
	friendTakesTicket,
	handoverLayouts,
	sentByCommand,
	sentOn,
	takenBack,
	takenWhilePaused,
} from './handover-stories.ts';
import { runStories } from './run-stories.ts';

/** `npm run e2e:handover`: a buyer without a wallet sends a ticket to a friend's phone, with scripts and without. */
await runScript(() =>
	runStories([
		{ works: { friendTakesTicket } },
		{ works: { friendWithoutScripts: friendTakesTicket }, options: { javaScriptEnabled: false } },
		{ works: { sentOn } },
		{ works: { takenBack } },
		{ works: { takenWhilePaused } },
		{ works: { sentByCommand } },
		{ works: { handoverLayouts } },
	]),
);

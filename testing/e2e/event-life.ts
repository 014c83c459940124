import { runScript } from '#scripts/run-script.ts';
import { managesByKeyboard } from './by-keyboard.ts';
import { changesPlace, givesByMessage } from './change-event.ts';
import {
	addsATier,
	cancelsTheEvent,
	fansAreTold,
	givesATicket,
	manageLayouts,
	opensManage,
	pausesSales,
	payeesAgreeFirst,
	postponesOnce,
} from './manage-event.ts';
import { runStories } from './run-stories.ts';
import { supportStopsAnEvent } from './support-events.ts';

/**
 * `npm run e2e:event-life`: an organizer pauses, changes, moves and cancels a published event, and support
 * pauses and freezes one; the audit is green after each.
 */
await runScript(() =>
	runStories([
		{
			name: 'organizer',
			works: {
				opensManage,
				pausesSales,
				managesByKeyboard,
				addsATier,
				givesATicket,
				// Its guest has a phone, which hears of what changes then.
				givesByMessage,
				changesPlace,
				postponesOnce,
				cancelsTheEvent,
				fansAreTold,
				payeesAgreeFirst,
				manageLayouts,
			},
		},
		{ name: 'support', works: { supportStopsAnEvent } },
	]),
);

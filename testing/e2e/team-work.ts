import { runScript } from '#scripts/run-script.ts';
import { payeesAnswer } from './invited-payees.ts';
import { runStories } from './run-stories.ts';
import { teamLayouts, teamWorksTogether } from './teams.ts';
import { repeatedMessagesCountOnce, twoPersonsDecide } from './two-persons.ts';

/**
 * `npm run e2e:teams`: several members act for one account, with scripts and without; payees answer their invitations;
 * two persons of support decide one case.
 */
await runScript(() =>
	runStories([
		{ works: { teamWorksTogether, teamLayouts } },
		{ works: { payeesAnswer } },
		{ works: { teamWithoutScripts: teamWorksTogether }, options: { javaScriptEnabled: false } },
		{ works: { twoPersonsDecide } },
		{ works: { repeatedMessagesCountOnce } },
	]),
);

import { runScript } from '#scripts/run-script.ts';
import { organizerAnswers } from './goodwill-stories.ts';
import { cancelGivesAllBack, fanGivesBack, supportRefunds, teamRefunds } from './refund-stories.ts';
import { runStories } from './run-stories.ts';

/**
 * `npm run e2e:refunds`: issued tickets of M-Pesa orders are given back by the fan, support, the organizer's team and a
 * cancel.
 */
await runScript(() =>
	runStories([
		{ name: 'refunds', works: { fanGivesBack, supportRefunds, teamRefunds, cancelGivesAllBack } },
		{ name: 'after the date', works: { organizerAnswers } },
	]),
);

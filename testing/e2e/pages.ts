import { runScript } from '#scripts/run-script.ts';
import { listsGoOn, oddAddressesArePages, searchFindsWords } from './lists.ts';
import { failedOrderIsListed, ticketIsAnObject, ticketsComeByThemselves } from './own-tickets.ts';
import {
	eventPageIsLight,
	linkHasACard,
	pictureIsUploadedAndCut,
	pictureWithoutScripts,
} from './pictures.ts';
import { runStories, type Visits } from './run-stories.ts';
import { datesAreCheckedWhereWritten, keepsWhatWasTyped, oddWordsAreHarmless } from './written-words.ts';

const visits: Visits = [
	{ name: 'words', works: { oddWordsAreHarmless, keepsWhatWasTyped, datesAreCheckedWhereWritten } },
	{ name: 'tickets', works: { ticketsComeByThemselves, ticketIsAnObject, failedOrderIsListed } },
	{
		name: 'pictures',
		works: { pictureIsUploadedAndCut, pictureWithoutScripts, eventPageIsLight, linkHasACard },
	},
	{ name: 'lists', works: { searchFindsWords, oddAddressesArePages } },
	{ name: 'lists without scripts', works: { listsGoOn }, options: { javaScriptEnabled: false } },
];

/**
 * `npm run e2e:pages [-- --only <part of a name>]`: pages as people meet them: what they write, their tickets and
 * pictures, lists and addresses.
 */
await runScript(() => runStories(visits));

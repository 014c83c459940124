import type { DemoEvent } from './events.ts';

/** The event that begins on the day when the demo is made: its doors are open at once. */
export const tonightEvent: Omit<DemoEvent, 'inDays' | 'hour'> = {
	name: 'Nairobi After Dark',
	category: 'music',
	description:
		'Two sets of Nairobi jazz under one lamp: benga guitars, a horn section that grew up in church, and a singer who makes the balcony stand. Doors are open; come as you are.',
	lineup: ['Tamu Quartet', 'Njoki na Pembe', 'DJ Mwezi'],
	venue: { name: 'Kenya National Theatre', city: 'Nairobi', lat: -1.2786, lon: 36.8146 },
	hours: 4,
	tiers: [
		{ name: 'Stalls', description: 'Seats close to the stage', kes: 1800, capacity: 220, perOrder: 8 },
		{ name: 'Balcony', description: 'The whole room below you', kes: 1000, capacity: 120, perOrder: 8 },
	],
	artist: 'Tamu Quartet',
	host: { name: 'Kenya National Theatre', role: 'venue' },
	bps: [4500, 3500, 1500],
	reserveBps: 0,
	picture: {
		folder: 'night',
		alt: {
			en: 'A trumpet player under one lamp on a stage; the city’s lit windows and a moon behind.',
			sw: 'Mpiga tarumbeta chini ya taa moja jukwaani; nyuma yake madirisha ya mji yenye mwanga na mwezi.',
		},
	},
};

/** Where people come in, and which of its ticket types each door admits. */
export const tonightGates = [
	{ name: 'Main doors', tiers: [0] },
	{ name: 'Balcony stairs', tiers: [1] },
];

/** What its fans write for the wall, one list for each; the last post waits for the organizer. */
export const tonightPosts = [
	['Nairobi, tuko pamoja!', 'That trumpet can be heard in Ngong.'],
	['First time on this balcony. Not the last!', 'Tamu Quartet, play “Malaika” please?'],
];

export const tonightOrganizer = 'Tamu Sounds';
export const tonightSupervisor = { name: 'Amina', address: 'amina@tamu.example' };

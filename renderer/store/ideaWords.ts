/** An idea by its number, as it is said within a sentence: `idea-0017` is “idea 17”. */
export const ideaWords = (ideaId: string): string => `idea ${Number(ideaId.replace(/\D/g, ''))}`;

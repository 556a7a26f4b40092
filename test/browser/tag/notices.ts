const english = {
  version: "2026-11",
  locale: "en",
  dir: "ltr",
  label: "/privacy?site=pk_test#label",
  texts: {
    title: "Your choice",
    body: "We would like to use what you tell us to make this shop more useful to you. You decide, and you can change your mind at any time.",
    accept: "Accept",
    refuse: "Refuse",
    choices: "Privacy choices",
    withdraw: "Withdraw everything",
    save: "Save my choices",
    close: "Close",
    saved: "Your choice is saved.",
    failed: "Your choice could not be saved. Nothing was allowed.",
    why: "Why am I seeing this?",
    because: "This was chosen for you because of:",
    label: "Your data in five lines",
  },
  purposes: [
    { key: "security", class: "necessary", choice: false, name: "Security", why: "Keeps your account safe.", benefit: "" },
    {
      key: "functional",
      class: "functional",
      choice: true,
      name: "Remember me",
      why: "Keeps your settings on this device.",
      benefit: "You do not have to choose again.",
    },
    {
      key: "personalization",
      class: "personalization",
      choice: true,
      name: "Suggestions",
      why: "Uses what you looked at in this shop.",
      benefit: "You see what fits you first.",
    },
    {
      key: "advertising",
      class: "advertising",
      choice: true,
      name: "Advertising",
      why: "Shows our offers on other sites.",
      benefit: "Offers that fit what you bought.",
    },
  ],
  attributes: { favourite: { name: "Your favourite category" } },
};

const german = {
  ...english,
  locale: "de",
  texts: {
    ...english.texts,
    title: "Ihre Entscheidung über Ihre Daten",
    body: "Wir möchten das, was Sie uns mitteilen, nutzen, um diesen Shop für Sie nützlicher zu machen. Sie entscheiden und können es jederzeit ändern.",
    accept: "Zustimmen",
    refuse: "Ablehnen",
    choices: "Datenschutzeinstellungen",
    withdraw: "Alles widerrufen",
    saved: "Ihre Entscheidung ist gespeichert.",
  },
};

const arabic = {
  ...english,
  locale: "ar",
  dir: "rtl",
  texts: {
    title: "اختيارك",
    body: "نود استخدام ما تخبرنا به لنجعل هذا المتجر أكثر فائدة لك. القرار لك ويمكنك تغييره في أي وقت.",
    accept: "قبول",
    refuse: "رفض",
    choices: "خيارات الخصوصية",
    withdraw: "سحب كل شيء",
    save: "حفظ اختياراتي",
    close: "إغلاق",
    saved: "تم حفظ اختيارك.",
    failed: "تعذر حفظ اختيارك.",
    why: "لماذا أرى هذا؟",
    because: "تم اختيار هذا لك بسبب:",
    label: "بياناتك في خمسة أسطر",
  },
  purposes: [
    {
      key: "functional",
      class: "functional",
      choice: true,
      name: "تذكرني",
      why: "يحفظ إعداداتك على هذا الجهاز.",
      benefit: "لن تحتاج إلى الاختيار مرة أخرى.",
    },
    {
      key: "personalization",
      class: "personalization",
      choice: true,
      name: "اقتراحات",
      why: "يستخدم ما شاهدته في هذا المتجر.",
      benefit: "ترى ما يناسبك أولاً.",
    },
    {
      key: "advertising",
      class: "advertising",
      choice: true,
      name: "إعلانات",
      why: "يعرض عروضنا في مواقع أخرى.",
      benefit: "عروض تناسب ما اشتريته.",
    },
  ],
};

const notices: Readonly<Record<string, typeof english>> = { en: english, de: german, ar: arabic };

/** The notice in a language, else in English; each choice may say something besides, and the place its way to refuse. */
export function noticeIn(locale: string | null, besides: object, refusal = "equal-first-layer"): object {
  const notice = notices[locale ?? "en"] ?? english;
  return { ...notice, refusal, purposes: notice.purposes.map((item) => (item.choice ? { ...item, ...besides } : item)) };
}

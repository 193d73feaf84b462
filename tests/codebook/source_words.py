"""Words that the sources use, by the code list that must know them. Facts of the sources, not sentences."""

SOURCE_WORDS: dict[str, list[str]] = {
    "exploitation_type": [
        "Sexual exploitation", "Forced labour", "Begging", "Low level criminal activities",
        "domestic servitude", "forced marriage", "slavery and slavery-like practices", "illegal adoption",
        "exchange in marriage", "bonded labour", "organ removal", "selling of children",
        "child sex tourism", "Other",
    ],
    "labour_sector": [
        "agriculture", "cotton", "tea plantation", "plantations", "construction", "domestic work",
        "fisheries", "mining", "gold", "factory", "in-house factories", "restaurant", "waitress",
        "cleaner", "cultural dancer", "street selling", "brickfields", "manufacturing", "salon",
        "service industry", "diplomatic household", "textiles", "scrap/garbage collection",
        "pick-pocketing", "monitoring children who beg", "khat farm", "cattle", "circus", "seafarer",
        "petty trade", "cannabis plantation",
    ],
    "means_of_control": [
        "debt bondage", "threats to victim", "threats to family", "physical violence", "sexual violence",
        "psychological violence", "unlawful confinement", "document confiscation", "withheld wages",
        "long hours", "fines", "subtle control", "passport seized", "beating", "denial of salary",
        "no rest", "no medical care", "torture", "rape", "RestrictsMovement",
    ],
    "recruiter_relation": [
        "agent", "agent of legally registered company", "friend", "relative", "family member", "husband",
        "boyfriend", "neighbour", "stranger", "organizer", "dalal", "self-motivated", "employer",
        "contractor", "fishing-sector recruitment agent", "informal recruiter", "broker", "family friend",
        "employment agencies", "visa mediator", "Unaquainted", "Family/Relative",
    ],
    "recruitment_method": [
        "personal contact", "deceptive newspaper ads", "radio", "TV", "internet", "recruitment agency",
        "false language-school enrolment", "At a place of business", "Through online social networks",
    ],
    "entry_process": [
        "abduction", "sale", "adoption", "marriage", "fostering", "debt payment with child",
        "dispute settlement", "job", "study offer", "visit", "kidnapping",
    ],
    "expected_activity": [
        "job", "money", "marriage", "promise of education/training", "business", "study",
    ],
    "transport_mode": [
        "boats", "closed trucks", "atop trains", "on foot", "air", "sea vessel", "overland",
    ],
    "visa_type": [
        "entertainer", "temporary visitor", "spouse", "transit visa",
    ],
    "document_condition": [
        "false documentation", "own documents", "no documents",
    ],
    "referral_source": [
        "social worker", "Border Police", "police", "NGO partner", "government/immigration", "embassy",
        "migrants themselves", "law-enforcement officers", "US immigration", "mayor's office", "UNHCR",
        "hospital", "consulate", "government shelter", "NCCM", "neighbours", "friends",
        "labour inspectors", "private companies", "trade unions", "partners", "governments",
    ],
    "assistance_type": [
        "legal", "medical", "financial", "housing", "community-based", "educational", "shelter",
        "psychosocial/counselling", "vocational training", "(re)qualification",
        "livelihood/economic empowerment", "micro-enterprise", "job placement", "return/transit/arrival",
        "family tracing/mediation", "NFI/emergency kit", "education/scholarship/tutoring",
        "passport/ID retrieval", "restitution of assets", "compensation for loss, injury or wages",
        "visa/immigration proceedings", "criminal/civil proceedings info", "examination", "medication",
        "crutches", "wheelchair", "cane", "rehabilitation centre", "halfway house", "housing allowance",
        "rent subsidy", "cooperatives", "vocational assessment", "completing education",
        "school reinsertion", "safe accommodation", "return counselling", "return travel",
        "micro-financing", "consular assistance", "RSD", "emergency medical", "airport assistance",
        "escort", "pre-departure counselling", "post-return counselling", "business set-up", "cash grants",
        "job referral", "income-generating activities", "child care",
    ],
    "shelter_type": [
        "rehabilitation centre", "halfway house", "housing allowance", "rent subsidy", "host family",
        "safe house",
    ],
    "health_condition": [
        "infections", "PTSD", "STDs", "untreated injuries", "malnutrition", "skin", "digestive",
        "gunshot wounds",
    ],
    "beneficiary_category": [
        "victim of trafficking", "potential victim", "exploited migrant", "smuggled", "extorted", "UMC",
        "unaccompanied minors", "separated child", "stranded", "migrant with health needs",
        "other vulnerable", "main migrant population", "medical cases", "individuals in detention",
        "failed asylum claimants", "irregular migrants", "rejected asylum", "withdrawn asylum",
        "likely-to-be-rejected", "elderly", "families with children", "aged-out minors",
        "qualified nationals", "IDPs", "kidnapped", "indigenous peoples", "victims of crime", "destitute",
        "left-behind", "returning",
    ],
    "forced_criminality_form": [
        "pick-pocketing", "cannabis plantations", "migrant smuggling", "hit men",
        "monitoring begging children", "small criminal activity", "extortion/kidnap",
    ],
    "household_risk": [
        "poverty", "homeless", "domestic violence", "family breakdown", "neglect", "HIV/orphanhood",
        "food insecurity",
    ],
    "individual_risk": [
        "disability", "ethnic minority", "Roma", "substance abuse", "low education", "job loss",
        "irregular status", "dependent residence status", "UAM",
    ],
    "community_risk": [
        "social exclusion", "cattle rustling", "cultural practices",
    ],
    "structural_risk": [
        "Kafala dependency",
    ],
    "reintegration_component": [
        "allowance", "housing support", "business start-up", "training", "school reinsertion",
        "job placement", "medical support", "psychological", "other",
    ],
    "business_sphere": [
        "agriculture", "goods production", "construction/decorating", "auto-services",
        "household services", "industrial services", "education/consulting", "trade", "cassava milling",
        "rice threshing", "soap", "saloon", "bakery", "barber", "bicycle repair", "clothing",
        "auto-rickshaw", "cows",
    ],
    "movement_assistance": [
        "documentation", "transit waivers", "escort", "meet-and-greet", "one-way ticket",
        "airport assistance", "pocket-money cash",
    ],
    "project_activity": [
        "capacity building", "dialogue & cooperation", "data collection & research", "evaluation",
        "direct assistance", "awareness raising", "legislation/policy support", "AVRR",
    ],
    "project_type": [
        "CT", "RT",
    ],
    "donor": [
        "US", "Norway", "Switzerland", "UN", "Denmark", "Italy", "EC", "Colombia", "Turkey", "Sweden",
        "PRM", "J/TIP", "Nippon", "IOM Development Fund", "Mexico", "Netherlands", "Finland", "Kuwait",
        "UK", "Ireland", "Germany", "Poland", "Slovakia", "Malta", "Cyprus", "UNGIFT", "UNICEF", "UNODC",
        "Canada", "Belgium", "private donors", "Australia", "USAID", "INL", "Prince Ghazi Foundation",
    ],
    "training_type": [
        "seminars", "dialogues", "workshops", "study tours", "conferences", "training of trainers",
        "knowledge exchange tours", "awareness sessions",
    ],
    "training_topic": [
        "legal frameworks", "screening and identification", "shelter management", "reintegration", "AVR",
        "legislation", "data collection", "action plans", "referral systems", "law enforcement",
        "investigation techniques", "judicial prosecution", "assistance & protection",
        "media & communication", "return standards",
    ],
    "trainee_profile": [
        "police", "immigration officials", "labour inspectors", "prosecutors", "judges",
        "parliamentarians/legislative drafters", "government social workers", "civil society",
        "religious groups", "embassy & consular staff", "journalists", "health providers",
        "municipalities", "village leaders", "surveillance committees", "shelter staff",
        "peace-keeping personnel", "asylum officials", "trade unions", "employment services", "teachers",
        "lawyers", "investigators", "private sector", "academia", "students", "other government",
    ],
    "campaign_channel": [
        "theatre", "community activities", "group sessions", "media", "social media", "posters", "radio",
        "TV", "newspapers", "SMS", "comic book", "round tables", "ticket sleeves",
    ],
    "fund": [
        "GAF", "HASM", "RCM Fund", "Voluntary Return Fund", "European Return Fund", "IOM Development Fund",
        "private donations",
    ],
    "reporting_gap": [
        "no office", "no programme", "no data shared", "late",
    ],
}  # fmt: skip

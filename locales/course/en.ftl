# Words that the course has for what kamap says plainly. Where a reader prefers them they stand for the terms of
# ../en.ftl; else they stand in the tooltips.
-sponsor = { $case ->
    [upper] Executive sponsor
   *[lower] executive sponsor
}
-coach = { $case ->
    [upper] Coach
   *[lower] coach
}
-stance = { $case ->
    [upper] Preference
   *[lower] preference
}
-attainment = { $case ->
    [upper] Relationship attainment
   *[lower] relationship attainment
}
-thread-risk = { $case ->
    [upper] Thread risk
   *[lower] thread risk
}
-leverage = { $case ->
    [upper] Leverage
   *[lower] leverage
}

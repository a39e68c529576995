# The questions that people can choose from until an administrator writes others. What nobody can look up, and a friend
# would not know; each has 10 to 160 characters.

repaired = What did you build or repair that you are still proud of?
teacher = Which teacher changed your mind about something, and about what?
shop = What was the name of the first shop you bought something in by yourself?
meal = Which meal do you remember from a journey, and where was it?
wanted = What did you want to become when you were ten?
book = Which book did you read more than twice?
nickname = What was the nickname of your first friend?
street = Which street did you live in before you were twelve?
